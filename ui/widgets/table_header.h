// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QHeaderView>

namespace weir::ui {

/// The header of a DataTable: small dim words aligned as the cells below, a chevron beside the word of the sorted column.
/// GUI thread.
class TableHeader : public QHeaderView
{
    Q_OBJECT
public:
    explicit TableHeader(QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintSection(QPainter* painter, const QRect& area, int section) const override;
    QSize sectionSizeFromContents(int section) const override;
};

} // namespace weir::ui
