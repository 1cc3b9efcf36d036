// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/running_list.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/cancel_dialog.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

#include <algorithm>
#include <cmath>

namespace weir::ui {
namespace {

constexpr int barSteps = 10'000;

Tone toneOf(const WorkItem& item)
{
    switch (item.tone) {
    case 1: return Tone::Ok;
    case 2: return Tone::Warning;
    case 3: return Tone::Bad;
    default: return item.canPause ? Tone::Accent : Tone::Neutral;
    }
}

} // namespace

struct RunningList::Entry {
    RunningWork* work = nullptr;
    QString id;
    QString title;
    QString detail;
    bool running = false;
    bool current = false; ///< still among the items
    QWidget* widget = nullptr;
    PlainLabel* titleLabel = nullptr;
    PlainLabel* detailLabel = nullptr;
    PillLabel* state = nullptr;
    QProgressBar* bar = nullptr;
    QPushButton* open = nullptr;
    QPushButton* pause = nullptr;
    QPushButton* resume = nullptr;
    QPushButton* cancel = nullptr;
};

int runningCount(const std::vector<WorkItem>& items)
{
    return static_cast<int>(std::ranges::count_if(items, &WorkItem::canPause));
}

QString runningText(int count)
{
    return count == 0 ? QString() : QCoreApplication::translate("RunningList", "%1 running").arg(count);
}

RunningList::RunningList(std::vector<std::shared_ptr<RunningWork>> work, QWidget* parent)
    : Card(Padding::Normal, parent),
      m_work(std::move(work)),
      m_none(new PlainLabel(tr("Nothing is running."), PlainLabel::Look::Dim, this))
{
    setAccessibleName(tr("Running work"));
    std::erase(m_work, nullptr);
    body()->setContentsMargins(14, 10, 14, 10);
    body()->setSpacing(10);
    body()->addWidget(m_none);
    for (const auto& one : m_work)
        connect(one.get(), &RunningWork::changed, this, &RunningList::showItems);
    showItems();
}

RunningList::~RunningList() = default;

int RunningList::count() const { return static_cast<int>(m_entries.size()); }

int RunningList::running() const
{
    return static_cast<int>(std::ranges::count_if(m_entries, [](const auto& entry) { return entry->running; }));
}

void RunningList::showItems()
{
    for (const auto& entry : m_entries)
        entry->current = false;
    for (const auto& work : m_work)
        for (const WorkItem& item : work->items()) {
            Entry& entry = entryFor(work.get(), item);
            entry.current = true;
            showEntry(entry, item);
        }
    for (const auto& entry : m_entries)
        if (!entry->current) {
            // One of its buttons may be what was clicked.
            entry->widget->hide();
            entry->widget->deleteLater();
        }
    std::erase_if(m_entries, [](const auto& entry) { return !entry->current; });
    m_none->setVisible(m_entries.empty());
    Q_EMIT changed();
}

RunningList::Entry& RunningList::entryFor(RunningWork* work, const WorkItem& item)
{
    const auto known = std::ranges::find_if(m_entries, [&](const auto& one) { return one->work == work && one->id == item.id; });
    if (known != m_entries.end())
        return **known;
    auto made = std::make_unique<Entry>();
    Entry* entry = made.get();
    entry->work = work;
    entry->id = item.id;
    entry->widget = new QWidget(this);
    auto* row = new QHBoxLayout(entry->widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    auto* words = new QVBoxLayout;
    words->setSpacing(3);
    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    entry->titleLabel = new PlainLabel({}, PlainLabel::Look::Strong, entry->widget);
    entry->titleLabel->setElide(Qt::ElideMiddle);
    entry->state = new PillLabel({}, Tone::Neutral, entry->widget);
    first->addWidget(entry->titleLabel);
    first->addWidget(entry->state);
    first->addStretch(1);
    entry->detailLabel = new PlainLabel({}, PlainLabel::Look::Dim, entry->widget);
    entry->detailLabel->setElide(Qt::ElideRight);
    entry->bar = new QProgressBar(entry->widget);
    entry->bar->setTextVisible(false);
    words->addLayout(first);
    words->addWidget(entry->detailLabel);
    words->addWidget(entry->bar);
    row->addLayout(words, 1);
    entry->pause = plainButton(tr("Pause"), entry->widget);
    entry->resume = plainButton(tr("Resume"), entry->widget);
    entry->cancel = plainButton(tr("Cancel…"), entry->widget);
    entry->open = linkButton(tr("Open"), entry->widget);
    for (QPushButton* button : {entry->pause, entry->resume, entry->cancel, entry->open})
        row->addWidget(button);
    connect(entry->pause, &QPushButton::clicked, this, [entry] { entry->work->pause(entry->id); });
    connect(entry->resume, &QPushButton::clicked, this, [entry] { entry->work->resume(entry->id); });
    connect(entry->open, &QPushButton::clicked, this, [entry] { entry->work->open(entry->id); });
    connect(entry->cancel, &QPushButton::clicked, this, [this, entry] { askToCancel(*entry); });
    body()->addWidget(entry->widget);
    entry->widget->show();
    m_entries.push_back(std::move(made));
    return *entry;
}

void RunningList::showEntry(Entry& entry, const WorkItem& item)
{
    entry.title = item.title;
    entry.detail = item.detail;
    entry.running = item.canPause;
    entry.titleLabel->setText(item.title);
    QString detail = item.detail;
    if (item.started.isValid())
        detail += tr(" · started %1").arg(item.started.toString(QStringLiteral("HH:mm:ss")));
    entry.detailLabel->setText(detail);
    entry.state->setPill(item.state, toneOf(item));
    entry.bar->setVisible(item.fraction >= 0);
    entry.bar->setRange(0, barSteps);
    entry.bar->setValue(static_cast<int>(std::lround(std::clamp(item.fraction, 0.0, 1.0) * barSteps)));
    entry.bar->setAccessibleName(tr("Progress of %1").arg(item.title));
    const auto offer = [&](QPushButton* button, bool can, const QString& what) {
        button->setVisible(can);
        button->setAccessibleName(what.arg(item.title));
    };
    offer(entry.pause, item.canPause, tr("Pause %1"));
    offer(entry.resume, item.canResume, tr("Resume %1"));
    offer(entry.cancel, item.canCancel, tr("Cancel %1"));
    offer(entry.open, item.canOpen, tr("Open %1"));
}

void RunningList::askToCancel(const Entry& entry)
{
    auto* dialog = new CancelDialog(
        tr("Cancel this work?"),
        tr("%1 (%2). What is done stays done; what is in flight is settled, and the rest is left.").arg(entry.title, entry.detail),
        tr("Cancel it"), this);
    connect(dialog, &QDialog::accepted, this, [work = entry.work, id = entry.id] { work->cancel(id); });
    dialog->open();
}

} // namespace weir::ui
