// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/sample_state.h"

#include "core/base/time.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtCore/QDateTime>

#include <algorithm>

namespace weir::ui {

SampleState::SampleState(LagFeed& feed, StateView& view, QObject* parent) : QObject(parent), m_feed(feed), m_view(view)
{
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &SampleState::tick);
}

void SampleState::setActive(bool active)
{
    if (!active) {
        m_timer.stop();
        return;
    }
    m_timer.start();
    tick();
}

void SampleState::showIfNew(const QString& signature, const std::function<void()>& show)
{
    // Setting a notice again every second would close the details that somebody just opened.
    if (signature == m_shown && m_view.state() != StateView::State::Loading)
        return;
    m_shown = signature;
    show();
}

void SampleState::showContent(const std::vector<weir::Failure>& failures, std::size_t total, const QString& what)
{
    const auto latest = m_feed.latest();
    const auto good = m_feed.lastGood();
    if (!latest || !good)
        return;
    if (!latest->sample->groups) {
        const Error& error = latest->sample->groups.error();
        showIfNew(QStringLiteral("stale:%1:%2").arg(good->sample->time).arg(errorDetails(error).section(u'\n', 0, 0)),
                  [&] { m_view.showStale(error, QDateTime::fromMSecsSinceEpoch(good->sample->time)); });
        return;
    }
    if (failures.empty())
        return showIfNew(QStringLiteral("content"), [&] { m_view.showContent(); });
    showIfNew(QStringLiteral("partial:%1:%2").arg(total).arg(failureDetails(failures)), [&] {
        m_view.showContent();
        m_view.showPartial(failures, total, what);
    });
}

bool SampleState::showFailureIfAny()
{
    const auto latest = m_feed.latest();
    if (!latest || latest->sample->groups)
        return false;
    const Error& error = latest->sample->groups.error();
    showIfNew(QStringLiteral("error:%1").arg(sentenceOf(error)), [&] { m_view.showError(error); });
    return true;
}

void SampleState::tick()
{
    const auto good = m_feed.lastGood();
    if (!good)
        return;
    const auto age = std::chrono::milliseconds(std::max<TimestampMs>(0, nowMs() - good->sample->time));
    const QString seconds = QString::number(static_cast<double>(age.count()) / 1000.0, 'f', age.count() < 10'000 ? 1 : 0);
    const LagSample& sample = *good->sample;
    QString text = tr("sampled %1 s ago · %2 ms per round").arg(seconds).arg(sample.took.count());
    if (sample.cost.requests > 0)
        text += tr(" · %1 requests · %2 ms CPU").arg(countText(sample.cost.requests)).arg(sample.cost.cpu.count() / 1000);
    if (sample.slowed)
        text += tr(" · the cluster is slow, sampling less often");
    // The lag history goes on in memory; who relies on it being kept has to hear that it is not.
    if (const auto history = m_feed.history(); history && history->storageError())
        text += tr(" · history is not kept on disk: %1").arg(sentenceOf(*history->storageError()));
    Q_EMIT statusText(text);
    const auto latest = m_feed.latest();
    const bool silent = latest->sample->groups && age > m_patience + m_feed.interval();
    if (silent && m_view.state() == StateView::State::Content) {
        const Error error{ErrorKind::TimedOut, tr("The cluster has not answered since then.").toStdString(), {}, 0, true};
        showIfNew(QStringLiteral("silent:%1").arg(good->sample->time),
                  [&] { m_view.showStale(error, QDateTime::fromMSecsSinceEpoch(good->sample->time)); });
    }
}

} // namespace weir::ui
