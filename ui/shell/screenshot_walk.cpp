// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/screenshot_walk.h"

#include "ui/shell/main_window.h"
#include "ui/shell/theme_switch.h"

#include <QtCore/QRegularExpression>
#include <QtGui/QPixmap>

namespace weir::ui {
namespace {

constexpr int patienceMs = 20'000;

/// The name most worth showing: the first that matches, otherwise the first at all.
QString worthShowing(const std::optional<QStringList>& names, const QString& pattern)
{
    if (!names || names->isEmpty())
        return {};
    const auto liked = names->filter(QRegularExpression(pattern));
    return liked.isEmpty() ? names->front() : liked.front();
}

/// A record as somebody would write it.
OpenSend somethingToSend(const QString& topic)
{
    return {topic, "ord-55000",
            "{\n  \"event_id\": \"1f0c2b9e-6d0e-4f0a-9c55-7a1d3c2b8e10\",\n  \"event_type\": \"OrderCreated\",\n"
            "  \"occurred_at\": \"2026-11-26T14:28:51.249Z\",\n  \"data\": {\n    \"order_id\": \"ord-55000\",\n"
            "    \"customer\": \"user-212\",\n    \"amount\": 249.90,\n    \"currency\": \"EUR\"\n  }\n}",
            {{"source", "shop-web"}, {"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}, {"note", std::nullopt}}};
}

} // namespace

ScreenshotWalk::ScreenshotWalk(MainWindow& window, ThemeSwitch& theme, const QString& folder, QObject* parent)
    : QObject(parent), m_window(window), m_theme(theme), m_folder(folder)
{
    m_timer.setInterval(50);
    connect(&m_timer, &QTimer::timeout, this, &ScreenshotWalk::turn);
}

void ScreenshotWalk::start()
{
    if (!m_folder.mkpath(QStringLiteral(".")))
        return end(tr("The folder %1 cannot be made.").arg(m_folder.path()));
    m_theme.force(ThemeChoice::Light);
    m_patience.setRemainingTime(patienceMs);
    m_timer.start();
}

void ScreenshotWalk::plan()
{
    const Session* session = m_window.session();
    const QString topic = worthShowing(session->names()->topics(), QStringLiteral("orderpaid$|order"));
    const QString group = worthShowing(session->names()->groups(), QStringLiteral("^billing|search"));
    std::vector<Shot> wanted{{QStringLiteral("topics"), OpenTopics{}, 7000},
                             {QStringLiteral("topic"), OpenTopic{topic}, 1500},
                             {QStringLiteral("records"), OpenRecords{topic, {}, {}}, 1500},
                             {QStringLiteral("groups"), OpenGroups{}, 8000},
                             {QStringLiteral("group"), OpenGroup{group}, 34000}, // until the stuck partition counts as stalled
                             {QStringLiteral("alerts"), OpenAlerts{}, 1500},
                             {QStringLiteral("dead-letters"), OpenDeadLetters{}, 2500},
                             {QStringLiteral("send"), somethingToSend(topic), 2500},
                             {QStringLiteral("connections"), OpenConnections{}, 1000}};
    // A kind of page that the program does not have gives no picture.
    std::erase_if(wanted, [session](const Shot& shot) {
        for (const PageEntry& entry : session->entries()) {
            if (entry.serves(shot.destination))
                return false;
        }
        return true;
    });
    m_shots = std::move(wanted);
    m_planned = true;
}

void ScreenshotWalk::turn()
{
    const Session* session = m_window.session();
    if (!m_planned) {
        const bool ready = session && session->connected() && session->names()->topics() && session->names()->groups()
            && !session->names()->groups()->isEmpty();
        if (ready)
            plan();
        else if (m_patience.hasExpired())
            end(tr("The connection did not give topics and groups in time: %1").arg(m_window.windowTitle()));
        return;
    }
    if (m_at == m_shots.size())
        return end({});
    const Shot& shot = m_shots[m_at];
    if (!m_visiting) {
        m_window.go(shot.destination);
        m_visiting = true;
        m_settled = false;
        m_patience.setRemainingTime(patienceMs);
        return;
    }
    const Page* page = m_window.currentPage();
    if (!m_settled && page && page->isSettled()) {
        m_settled = true;
        m_rest.setRemainingTime(shot.restMs);
    }
    if (m_settled && m_rest.hasExpired())
        takePicture();
    else if (!m_settled && m_patience.hasExpired())
        end(tr("The page \"%1\" did not settle in time.").arg(shot.name));
}

void ScreenshotWalk::takePicture()
{
    const bool dark = m_theme.choice() == ThemeChoice::Dark;
    const QString file =
        m_folder.filePath(QStringLiteral("%1-%2.png").arg(m_shots[m_at].name, dark ? QStringLiteral("dark") : QStringLiteral("light")));
    if (!m_window.grab().save(file))
        return end(tr("%1 could not be written.").arg(file));
    // The second theme of the same page after a moment for queued drawing.
    m_theme.force(dark ? ThemeChoice::Light : ThemeChoice::Dark);
    m_rest.setRemainingTime(300);
    if (dark) {
        ++m_at;
        m_visiting = false;
    }
}

void ScreenshotWalk::end(const QString& trouble)
{
    m_timer.stop();
    Q_EMIT finished(trouble);
}

} // namespace weir::ui
