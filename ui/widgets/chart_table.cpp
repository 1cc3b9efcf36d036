// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_table.h"

#include "ui/widgets/data_table.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/table_model.h"

#include <QtCore/QDateTime>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace weir::ui {
namespace {

QDateTime timeOf(const ChartRow& row)
{
    return QDateTime::fromMSecsSinceEpoch(std::llround(row.seconds * 1000));
}

double valueOf(const ChartRow& row, std::size_t index)
{
    return index < row.values.size() ? row.values[index] : std::nan("");
}

} // namespace

ChartTable::ChartTable(const QString& name, QWidget* parent)
    : QWidget(parent), m_name(name), m_text(std::make_shared<std::function<QString(double)>>()),
      m_note(new PlainLabel({}, PlainLabel::Look::Caption, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_note);
    m_note->hide();
    makeTable({});
}

ChartTable::~ChartTable() = default;

void ChartTable::makeTable(const QStringList& names)
{
    // A table's columns are fixed; other series are another table.
    const bool focused = m_table && m_table->hasFocus();
    const QString key = m_table ? m_table->currentKey() : QString();
    delete m_table;
    delete m_model;
    m_names = names;
    std::vector<Column<ChartRow>> columns;
    columns.push_back({.id = QStringLiteral("time"),
                       .title = tr("Time"),
                       .text = [](const ChartRow& row) { return timeOf(row).toString(QStringLiteral("d MMM HH:mm:ss")); },
                       .width = 130,
                       .mono = true,
                       .sortKey = [](const ChartRow& row) { return SortKey(row.seconds); }});
    const QFontMetrics metrics(Theme::strongFont());
    for (qsizetype i = 0; i < names.size(); ++i) {
        const auto index = static_cast<std::size_t>(i);
        const int wanted = metrics.horizontalAdvance(names[i].left(60)) + 36;
        columns.push_back({.id = QString::number(i),
                           .title = names[i],
                           .text = [text = m_text, index](const ChartRow& row) { return (*text)(valueOf(row, index)); },
                           .width = std::clamp(wanted, 110, 240),
                           .alignment = Qt::AlignRight,
                           .mono = true,
                           .sortKey =
                               [index](const ChartRow& row) {
                                   const double value = valueOf(row, index);
                                   return std::isfinite(value) ? SortKey(value) : SortKey();
                               },
                           .accessible =
                               [text = m_text, index](const ChartRow& row) {
                                   const double value = valueOf(row, index);
                                   return std::isfinite(value) ? (*text)(value) : ChartTable::tr("not known");
                               }});
    }
    m_model = new TableModel<ChartRow>(
        std::move(columns), [](const ChartRow& row) { return QString::number(std::llround(row.seconds * 1000)); }, this);
    m_table = new DataTable(m_model, m_name, {}, this);
    m_table->sortBy(0, Qt::DescendingOrder);
    layout()->addWidget(m_table);
    setFocusProxy(m_table);
    m_table->show();
    if (focused)
        m_table->setFocus();
    if (!key.isEmpty())
        m_table->setProperty("keyBefore", key);
}

void ChartTable::setData(std::span<const ChartSeries> series, double from, double to, std::function<QString(double)> text)
{
    *m_text = std::move(text);
    const auto shown = series.first(std::min(series.size(), mostColumns));
    QStringList names;
    for (const ChartSeries& one : shown)
        names << one.name;
    if (names != m_names)
        makeTable(names);
    ChartRows all = chartRows(shown, from, to, mostRows);
    QStringList left;
    if (all.more > 0)
        left << tr("the newest %1 of %2 times").arg(countText(std::ssize(all.rows)), countText(static_cast<qint64>(all.rows.size() + all.more)));
    if (series.size() > shown.size())
        left << tr("%1 of %2 lines").arg(countText(std::ssize(shown)), countText(std::ssize(series)));
    m_note->setText(left.isEmpty() ? QString() : tr("Shown: %1. The CSV has them all.").arg(left.join(QStringLiteral(", "))));
    m_note->setVisible(!left.isEmpty());
    m_model->setRows(std::move(all.rows));
    const QString before = m_table->property("keyBefore").toString();
    if (!before.isEmpty()) {
        m_table->setProperty("keyBefore", {});
        m_table->selectKey(before);
    }
}

QString ChartTable::note() const
{
    return m_note->fullText();
}

} // namespace weir::ui
