// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/json_tree.h"
#include "ui/widgets/theme.h"

#include <QtCore/QAbstractItemModel>
#include <QtCore/QHash>
#include <QtCore/QSet>

#include <memory>

namespace weir::ui {

/// A JsonTree for a QTreeView: names and values, texts made for the visible rows only. Of each container the first 1,000
/// members are there; after them a row says how many follow and brings the next 10,000 when it is activated. GUI thread.
class JsonTreeModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { Name, Value, ColumnCount };
    static constexpr int firstRows = 1'000;
    static constexpr int moreRows = 10'000;

    explicit JsonTreeModel(QObject* parent = nullptr);

    /// nullptr: nothing to show.
    void setTree(std::shared_ptr<const JsonTree> tree);
    [[nodiscard]] const JsonTree* tree() const { return m_tree.get(); }
    void setTheme(const Theme& theme);

    /// nullopt for the row that stands for what follows.
    [[nodiscard]] std::optional<JsonTree::Node> nodeOf(const QModelIndex& index) const;
    /// Brings more rows when `index` is such a row; false for any other.
    bool showMore(const QModelIndex& index);

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& index) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] int shownChildren(JsonTree::Node node) const;
    [[nodiscard]] QString nameText(JsonTree::Node node) const;
    [[nodiscard]] QString valueText(JsonTree::Node node) const;
    [[nodiscard]] QString toolTip(JsonTree::Node node, int column) const;
    [[nodiscard]] QVariant moreData(JsonTree::Node node, int column, int role) const;

    std::shared_ptr<const JsonTree> m_tree;
    QHash<JsonTree::Node, int> m_shown; ///< where more than firstRows were asked for
    QSet<JsonTree::Node> m_withoutMore; ///< whose last members were asked for
    const Theme* m_theme = &Theme::light();
};

} // namespace weir::ui
