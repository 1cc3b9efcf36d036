// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/chart_rows.h"

#include <QtCore/QStringList>
#include <QtWidgets/QWidget>

#include <functional>
#include <memory>

namespace weir::ui {

class DataTable;
class PlainLabel;
template <typename Row> class TableModel;

/// The twin of a chart for keyboards and screen readers: times down, newest first, series across, as a DataTable.
/// Bounded; a line above it says what is left out. GUI thread.
class ChartTable : public QWidget
{
    Q_OBJECT
public:
    static constexpr std::size_t mostRows = 1'000;
    static constexpr std::size_t mostColumns = 60;

    explicit ChartTable(const QString& name, QWidget* parent = nullptr);
    ~ChartTable() override;

    /// Replaces what is shown by the points from `from` to `to` seconds; `text` says a value in words. The selected time
    /// stays selected while the series are the same.
    void setData(std::span<const ChartSeries> series, double from, double to, std::function<QString(double)> text);

    [[nodiscard]] DataTable* table() const { return m_table; }
    /// What is left out; empty when nothing is.
    [[nodiscard]] QString note() const;

private:
    void makeTable(const QStringList& names);

    QString m_name;
    QStringList m_names;
    std::shared_ptr<std::function<QString(double)>> m_text;
    TableModel<ChartRow>* m_model = nullptr;
    DataTable* m_table = nullptr;
    PlainLabel* m_note;
};

} // namespace weir::ui
