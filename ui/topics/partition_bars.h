// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

#include <cstdint>
#include <optional>
#include <vector>

namespace weir::ui {

/// Records per partition as upright bars; a partition far above the others stands out. The numbers are said in the
/// tooltip and to screen readers. GUI thread.
class PartitionBars : public QWidget
{
    Q_OBJECT
public:
    explicit PartitionBars(QWidget* parent = nullptr);

    /// One value per partition in ascending order; nullopt: not known, drawn as a gap.
    void setRecords(std::vector<std::optional<std::int64_t>> records);
    [[nodiscard]] int hot() const { return m_hot; }

    QSize sizeHint() const override { return {240, 68}; }
    QSize minimumSizeHint() const override { return {80, 68}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] int partitionAt(int x) const;
    std::vector<std::optional<std::int64_t>> m_records;
    int m_hot = -1;
};

} // namespace weir::ui
