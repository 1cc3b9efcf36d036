// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/record_place.h"

#include "core/base/time_text.h"
#include "core/events/partition_for_key.h"
#include "core/events/placeholder.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QSignalBlocker>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include <algorithm>
#include <charconv>

namespace weir::ui {
namespace {

constexpr int byKey = -1;

/// Milliseconds since 1970, or ISO 8601.
std::optional<TimestampMs> timeOf(const std::string& text)
{
    TimestampMs number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size())
        return number;
    return parseUtc(text);
}

} // namespace

RecordPlace::RecordPlace(QWidget* parent) : QWidget(parent)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    m_partition = new QComboBox(this);
    m_partition->setAccessibleName(tr("Partition"));
    m_partition->setMinimumContentsLength(8);
    m_partition->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_partition->setMinimumWidth(118);
    m_timestamp = new QLineEdit(this);
    m_timestamp->setAccessibleName(tr("Timestamp"));
    m_timestamp->setPlaceholderText(tr("now"));
    m_timestamp->setFont(Theme::monoFont());
    m_timestamp->setToolTip(plainToolTip(tr("Empty: the time of sending. Otherwise ISO 8601 or milliseconds since 1970.")));
    m_timestamp->setMinimumWidth(90);
    m_originalTime = linkButton(tr("Original time"), this);
    m_originalTime->hide();
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new PlainLabel(tr("Timestamp"), PlainLabel::Look::Caption, this));
    head->addStretch(1);
    head->addWidget(m_originalTime);
    grid->addWidget(new PlainLabel(tr("Partition"), PlainLabel::Look::Caption, this), 0, 0);
    grid->addLayout(head, 0, 1);
    grid->setRowMinimumHeight(0, captionHeight);
    grid->addWidget(m_partition, 1, 0);
    grid->addWidget(m_timestamp, 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    offerPartitions();
    connect(m_partition, &QComboBox::currentIndexChanged, this, &RecordPlace::changed);
    connect(m_timestamp, &QLineEdit::textChanged, this, [this] {
        const auto time = timestamp();
        m_timestamp->setProperty("look", time ? QVariant() : QVariant(QStringLiteral("invalid")));
        m_timestamp->setToolTip(time ? plainToolTip(tr("Empty: the time of sending. Otherwise ISO 8601 or milliseconds since 1970."))
                                     : plainToolTip(QString::fromStdString(time.error().message)));
        // A style sheet reads the property only when it is polished again.
        m_timestamp->setStyleSheet(m_timestamp->styleSheet());
        Q_EMIT changed();
    });
    connect(m_originalTime, &QPushButton::clicked, this, [this] {
        if (m_original)
            m_timestamp->setText(QString::fromStdString(formatUtc(*m_original)));
    });
}

void RecordPlace::setPartitions(int count)
{
    if (count == m_count)
        return;
    m_count = count;
    offerPartitions();
}

QString RecordPlace::byKeyText() const
{
    if (!m_nextKey || m_count == 0)
        return tr("by key");
    const auto lands = partitionForKey(*m_nextKey ? std::optional<std::string_view>(**m_nextKey) : std::nullopt, m_count);
    return lands ? tr("by key: %1").arg(*lands) : tr("any, no key");
}

void RecordPlace::offerPartitions()
{
    const std::optional<std::int32_t> chosen = partition();
    {
        const QSignalBlocker quiet(m_partition);
        m_partition->clear();
        m_partition->addItem(byKeyText(), byKey);
        // A partition that was asked for stays offered while nobody knows how many there are.
        const int count = std::max({m_count, m_count == 0 && chosen ? *chosen + 1 : 0,
                                    m_count == 0 && m_originalPartition ? *m_originalPartition + 1 : 0});
        for (int number = 0; number < count; ++number)
            m_partition->addItem(number == m_originalPartition ? tr("%1, the original").arg(number) : QString::number(number), number);
        m_partition->setCurrentIndex(std::max(0, chosen ? m_partition->findData(*chosen) : 0));
    }
    if (chosen != partition())
        Q_EMIT changed();
}

void RecordPlace::setPartition(std::optional<std::int32_t> partition)
{
    if (partition && m_partition->findData(*partition) < 0)
        m_partition->addItem(QString::number(*partition), *partition);
    m_partition->setCurrentIndex(partition ? m_partition->findData(*partition) : 0);
}

std::optional<std::int32_t> RecordPlace::partition() const
{
    const int chosen = m_partition->count() == 0 ? byKey : m_partition->currentData().toInt();
    return chosen == byKey ? std::nullopt : std::optional<std::int32_t>(chosen);
}

void RecordPlace::setTimestamp(const QString& text)
{
    m_timestamp->setText(text);
}

std::string RecordPlace::timestampText() const
{
    return m_timestamp->text().trimmed().toStdString();
}

Result<std::string> RecordPlace::timestamp() const
{
    std::string text = timestampText();
    if (text.empty())
        return text;
    const auto placeholders = findPlaceholders(text);
    for (const PlaceholderSpan& span : placeholders) {
        if (!span.problem.empty())
            return fail(ErrorKind::InvalidInput, tr("Timestamp: %1").arg(QString::fromStdString(span.problem)).toStdString());
    }
    if (!placeholders.empty())
        return text;
    const auto time = timeOf(text);
    if (!time || *time < 0)
        return fail(ErrorKind::InvalidInput,
                    tr("This timestamp is no time. Write 2026-11-23T14:07:31.208Z or milliseconds since 1970.").toStdString());
    if (*time == 0)
        return fail(ErrorKind::InvalidInput,
                    tr("Kafka's client takes the timestamp 0 for \"now\"; the earliest that can be sent is 1.").toStdString());
    return text;
}

void RecordPlace::setOriginal(std::optional<int> partition, std::optional<qint64> timestamp)
{
    m_originalPartition = partition;
    m_original = timestamp;
    offerPartitions();
    m_originalTime->setVisible(timestamp.has_value());
    m_originalTime->setToolTip(plainToolTip(
        timestamp ? tr("Sends it with the timestamp of the record: %1").arg(QString::fromStdString(formatUtc(*timestamp))) : QString()));
}

void RecordPlace::showNext(const OutgoingRecord* next)
{
    // Not by a conditional expression: that makes a key that is NULL of no record at all.
    m_nextKey.reset();
    if (next)
        m_nextKey.emplace(next->key);
    m_partition->setItemText(0, byKeyText());
}

} // namespace weir::ui
