// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/kafka/producer.h"

#include <QtWidgets/QWidget>

#include <optional>
#include <string>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace weir::ui {

/// Partition and timestamp of a record being written: by key and the time of sending unless something else is chosen. Says
/// in which partition the key will land. GUI thread.
class RecordPlace : public QWidget
{
    Q_OBJECT
public:
    /// Of the captions above fields, so that those beside it stand on the same line; some hold a link or a pill.
    static constexpr int captionHeight = 22;

    explicit RecordPlace(QWidget* parent = nullptr);

    /// 0: not known.
    void setPartitions(int count);
    void setPartition(std::optional<std::int32_t> partition);
    [[nodiscard]] std::optional<std::int32_t> partition() const;
    void setTimestamp(const QString& text);
    /// As a template holds it; InvalidInput when it is no time and has no placeholders.
    [[nodiscard]] Result<std::string> timestamp() const;
    [[nodiscard]] std::string timestampText() const;
    /// Where the record it was filled from stood: offered, not chosen.
    void setOriginal(std::optional<int> partition, std::optional<qint64> timestamp);
    /// Nothing is known about the next record: nullptr.
    void showNext(const OutgoingRecord* next);

Q_SIGNALS:
    void changed();

private:
    void offerPartitions();
    [[nodiscard]] QString byKeyText() const;

    QComboBox* m_partition = nullptr;
    QLineEdit* m_timestamp = nullptr;
    QPushButton* m_originalTime = nullptr;
    int m_count = 0;
    std::optional<int> m_originalPartition;
    std::optional<qint64> m_original;
    std::optional<OptionalBytes> m_nextKey;
};

} // namespace weir::ui
