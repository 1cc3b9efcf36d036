// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/browse_bar.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/theme.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QStringListModel>
#include <QtGui/QRegularExpressionValidator>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStyle>

namespace weir::ui {
namespace {

constexpr qint64 mostAtOnce = 10'000;

} // namespace

BrowseBar::BrowseBar(Topic topic, QWidget* parent) : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    if (topic == Topic::Chosen) {
        buildTopic();
        row->addWidget(m_topic, 1000);
    }
    buildRange();
    row->addWidget(m_kind);
    row->addWidget(m_value);
    row->addWidget(m_partition);
    row->addWidget(m_load);
    row->addStretch(1);
    setPartitionCount(0);
    showObstacle();
}

void BrowseBar::buildTopic()
{
    m_topic = new QLineEdit(this);
    m_topic->setAccessibleName(tr("Topic"));
    m_topic->setPlaceholderText(tr("Topic"));
    m_topic->setMinimumWidth(180);
    m_topic->setMaximumWidth(420);
    m_names = new QStringListModel(this);
    auto* completer = new QCompleter(m_names, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    completer->setMaxVisibleItems(14);
    completer->popup()->setAccessibleName(tr("Topics that match"));
    m_topic->setCompleter(completer);
    connect(m_topic, &QLineEdit::textChanged, this, &BrowseBar::showObstacle);
    connect(m_topic, &QLineEdit::returnPressed, this, &BrowseBar::request);
    connect(completer, qOverload<const QString&>(&QCompleter::activated), this, &BrowseBar::request);
    connect(m_topic, &QLineEdit::textChanged, this, [this](const QString& name) {
        setPartitionCount(m_partitionsOf.value(name.trimmed()));
    });
}

void BrowseBar::buildRange()
{
    m_kind = new QComboBox(this);
    m_kind->setAccessibleName(tr("Where to read"));
    m_kind->addItem(tr("Newest"), static_cast<int>(weir::BrowseFrom::Kind::Newest));
    m_kind->addItem(tr("Oldest"), static_cast<int>(weir::BrowseFrom::Kind::Oldest));
    m_kind->addItem(tr("From offset"), static_cast<int>(weir::BrowseFrom::Kind::Offset));
    m_value = new QLineEdit(QStringLiteral("50"), this);
    m_value->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{1,18}")), m_value));
    m_value->setFont(Theme::monoFont());
    m_value->setAlignment(Qt::AlignRight);
    m_value->setFixedWidth(96);
    m_partition = new QComboBox(this);
    m_partition->setAccessibleName(tr("Partition"));
    m_partition->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_load = plainButton(tr("&Load"), this);
    m_load->setToolTip(tr("Read again (F5)"));
    connect(m_kind, &QComboBox::currentIndexChanged, this, &BrowseBar::kindChanged);
    connect(m_value, &QLineEdit::textChanged, this, &BrowseBar::showObstacle);
    connect(m_value, &QLineEdit::returnPressed, this, &BrowseBar::request);
    connect(m_partition, &QComboBox::activated, this, &BrowseBar::request);
    connect(m_load, &QPushButton::clicked, this, &BrowseBar::request);
    kindChanged();
}

void BrowseBar::setTopics(const QHash<QString, int>& partitions)
{
    m_partitionsOf = partitions;
    if (m_names) {
        QStringList names = partitions.keys();
        names.sort(Qt::CaseInsensitive);
        if (names != m_names->stringList())
            m_names->setStringList(names);
    }
    if (const int count = partitions.value(topic()); count > 0)
        setPartitionCount(count);
}

void BrowseBar::setPartitionCount(int count)
{
    if (m_partition->count() == count + 1)
        return;
    const auto chosen = partition();
    const QSignalBlocker quiet(m_partition);
    m_partition->clear();
    m_partition->addItem(tr("All partitions"), -1);
    for (int i = 0; i < count; ++i)
        m_partition->addItem(tr("Partition %1").arg(i), i);
    m_partition->setCurrentIndex(chosen && *chosen < count ? *chosen + 1 : 0);
}

void BrowseBar::choose(const QString& topic, const weir::BrowseFrom& from, std::optional<int> partition)
{
    m_choosing = true;
    m_fixedTopic = topic;
    if (m_topic)
        m_topic->setText(topic);
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(from.kind)));
    m_value->setText(QString::number(from.value));
    if (const int known = m_partitionsOf.value(topic); known > 0)
        setPartitionCount(known);
    // A partition can be asked for before it is known how many there are.
    if (partition && *partition + 1 >= m_partition->count())
        setPartitionCount(*partition + 1);
    m_partition->setCurrentIndex(partition ? *partition + 1 : 0);
    m_choosing = false;
    showObstacle();
}

void BrowseBar::kindChanged()
{
    const bool offset = kind() == weir::BrowseFrom::Kind::Offset;
    m_value->setAccessibleName(offset ? tr("Offset") : tr("Number of records"));
    m_value->setToolTip(offset ? tr("The offset to start at") : tr("How many records, at most %1").arg(mostAtOnce));
    if (m_choosing)
        return;
    m_value->setText(offset ? QStringLiteral("0") : QStringLiteral("50"));
    // An offset has to be typed first.
    if (offset)
        m_value->setFocus();
    else
        request();
}

weir::BrowseFrom::Kind BrowseBar::kind() const
{
    return static_cast<weir::BrowseFrom::Kind>(m_kind->currentData().toInt());
}

QString BrowseBar::topic() const
{
    return m_topic ? m_topic->text().trimmed() : m_fixedTopic;
}

weir::BrowseFrom BrowseBar::from() const
{
    return {kind(), m_value->text().toLongLong()};
}

std::optional<int> BrowseBar::partition() const
{
    const int chosen = m_partition->currentIndex() < 0 ? -1 : m_partition->currentData().toInt();
    return chosen < 0 ? std::nullopt : std::optional<int>(chosen);
}

QString BrowseBar::obstacle() const
{
    if (topic().isEmpty())
        return tr("Choose a topic first");
    if (!m_value->hasAcceptableInput())
        return tr("A number is missing");
    if (kind() != weir::BrowseFrom::Kind::Offset && (from().value < 1 || from().value > mostAtOnce))
        return tr("Between 1 and %1 records at once").arg(mostAtOnce);
    return {};
}

void BrowseBar::showObstacle()
{
    const QString reason = obstacle();
    m_load->setEnabled(reason.isEmpty());
    m_load->setToolTip(reason.isEmpty() ? tr("Read again (F5)") : reason);
    const bool wrongNumber = !topic().isEmpty() && !reason.isEmpty();
    m_value->setProperty("look", wrongNumber ? QStringLiteral("invalid") : QString());
    m_value->style()->unpolish(m_value);
    m_value->style()->polish(m_value);
}

void BrowseBar::request()
{
    if (!m_choosing && obstacle().isEmpty())
        Q_EMIT loadRequested();
}

void BrowseBar::setBusy(bool busy)
{
    m_load->setText(busy ? tr("Loading…") : tr("&Load"));
}

void BrowseBar::focusFirst()
{
    QWidget* first = m_topic ? static_cast<QWidget*>(m_topic) : m_kind;
    first->setFocus(Qt::ShortcutFocusReason);
    if (m_topic)
        m_topic->selectAll();
}

} // namespace weir::ui
