// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/records/json_tree.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/payload_view.h"

class QAction;
class QMenu;
class QStackedLayout;
class QTreeView;

namespace weir::ui {

class JsonTreeModel;
class PlainLabel;

/// The tree of a payload that is JSON (also within gzip, zstd, MessagePack or CBOR), unpacked and read in a worker; what it
/// says of the value under the cursor stands below it. Where it is no JSON, it says why. From any value: copy it or its path,
/// filter for or against it, add it as a column. GUI thread.
class JsonTreePane : public PayloadPane
{
    Q_OBJECT
public:
    JsonTreePane(const QString& accessibleName, std::shared_ptr<TaskPool> tasks, QWidget* parent = nullptr);
    ~JsonTreePane() override;

    /// Whose JSON it is, for paths; `header` with Part::Header.
    void setPart(weir::FieldPath::Part part, std::string header = {});
    void setPayload(std::shared_ptr<const Bytes> bytes) override;
    void clear() override;
    [[nodiscard]] QString copyableText() const override;

    [[nodiscard]] QTreeView* treeView() const { return m_view; }
    [[nodiscard]] JsonTreeModel* model() const { return m_model; }
    /// Why there is no tree; empty when there is one.
    [[nodiscard]] QString message() const;
    [[nodiscard]] QString hint() const;
    /// The actions for the current value, as the context menu shows them.
    [[nodiscard]] QList<QAction*> valueActions() const;

Q_SIGNALS:
    /// `token` is the JSON scalar as it is written.
    void filterWanted(const weir::FieldPath& path, const std::string& token, bool against);
    void columnWanted(const weir::FieldPath& path);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Built {
        std::shared_ptr<const weir::JsonTree> tree;
        QString message;
    };
    [[nodiscard]] static Built build(const std::shared_ptr<const Bytes>& bytes, const std::stop_token& stop);
    void addActions();
    void show(Built built);
    void currentChanged();
    [[nodiscard]] std::optional<weir::JsonTree::Node> currentNode() const;
    [[nodiscard]] weir::FieldPath pathOf(weir::JsonTree::Node node) const;

    std::shared_ptr<TaskPool> m_tasks;
    weir::FieldPath::Part m_part = weir::FieldPath::Part::Value;
    std::string m_header;
    QStackedLayout* m_stack;
    QTreeView* m_view;
    JsonTreeModel* m_model;
    PlainLabel* m_message;
    PlainLabel* m_hint;
    std::shared_ptr<const weir::JsonTree> m_shown;
    QAction* m_copyValue = nullptr;
    QAction* m_copyPath = nullptr;
    QAction* m_filterFor = nullptr;
    QAction* m_filterAgainst = nullptr;
    QAction* m_addColumn = nullptr;
    LatestTask m_task;
};

} // namespace weir::ui
