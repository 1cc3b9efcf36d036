// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/template_library.h"
#include "ui/widgets/cell.h"

#include <QtCore/QAbstractListModel>

#include <vector>

namespace weir::ui {

/// Templates under headings of their folders; headings cannot be chosen. DisplayRole is the name, SubTextRole what it is
/// about, StrongRole marks headings. GUI thread.
class TemplateListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    /// `own`: what the folder with the person's own templates is called.
    void setTemplates(const std::vector<LibraryTemplate>& templates, const QString& own);
    /// All words must occur in name, folder, event type, topic or about.
    void setFilter(const QString& text);
    [[nodiscard]] int templateCount() const;
    /// nullptr for headings.
    [[nodiscard]] const LibraryTemplate* at(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex firstTemplate() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Row {
        QString heading; ///< empty: a template
        std::size_t at = 0;
    };
    void rebuild();
    [[nodiscard]] bool passes(const LibraryTemplate& one) const;
    [[nodiscard]] QString headingOf(const LibraryTemplate& one) const;
    std::vector<LibraryTemplate> m_templates;
    std::vector<Row> m_rows;
    QString m_own;
    QStringList m_words;
};

} // namespace weir::ui
