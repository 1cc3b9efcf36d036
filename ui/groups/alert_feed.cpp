// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/alert_feed.h"

#include <algorithm>
#include <tuple>

namespace weir::ui {
namespace {

constexpr std::size_t mostAlerts = 1'000;

weir::Error notKept()
{
    return {ErrorKind::Unsupported, "The groups have not been read yet, so this cannot be changed.", {}, 0, true};
}

} // namespace

AlertFeed::AlertFeed(Source store, PageContext context, QObject* parent)
    : QObject(parent), m_store(std::move(store)), m_context(std::move(context)), m_rules(weir::defaultAlertRules()), m_storedRules(m_rules)
{
    connect(&m_runner, &AlertRunner::changed, this, &AlertFeed::changed);
}

AlertFeed::~AlertFeed() = default;

weir::Result<AlertFeed::Stored> AlertFeed::read(const weir::AlertStore& store)
{
    auto alerts = store.newest(mostAlerts);
    if (!alerts)
        return fail(alerts.error());
    auto rules = store.rules();
    if (!rules)
        return fail(rules.error());
    auto action = store.action();
    if (!action)
        return fail(action.error());
    return Stored{std::move(*alerts), std::move(*rules), std::move(*action)};
}

void AlertFeed::load()
{
    auto store = m_store();
    if (!store)
        return Q_EMIT storeWanted();
    m_sinceLoad.clear();
    m_rulesChanged = m_storing;
    m_load.start(
        m_context.tasks, [store = std::move(store)](const std::stop_token&) { return read(*store); },
        [this](weir::Result<Stored> stored) { loaded(std::move(stored)); });
}

void AlertFeed::loaded(weir::Result<Stored> stored)
{
    if (!stored) {
        m_error = stored.error();
    } else {
        m_error.reset();
        m_loaded = true;
        m_alerts = std::move(stored->alerts);
        if (!m_rulesChanged)
            m_rules = m_storedRules = std::move(stored->rules);
        m_action = std::move(stored->action);
        for (const weir::AlertChange& change : std::exchange(m_sinceLoad, {}))
            merge(change);
        order();
        for (const weir::Alert& alert : std::exchange(m_notYetActed, {}))
            act(alert);
    }
    Q_EMIT changed();
}

void AlertFeed::take(const std::vector<weir::AlertChange>& changes)
{
    if (changes.empty())
        return;
    for (const weir::AlertChange& change : changes) {
        merge(change);
        if (m_load.isRunning())
            m_sinceLoad.push_back(change);
        if (change.began && m_loaded)
            act(change.alert);
        else if (change.began)
            m_notYetActed.push_back(change.alert);
    }
    order();
    Q_EMIT changed();
}

void AlertFeed::merge(const weir::AlertChange& change)
{
    const auto same = std::ranges::find_if(m_alerts, [&](const weir::Alert& one) {
        return change.alert.id != 0 && one.id != 0
                   ? one.id == change.alert.id
                   : one.rule == change.alert.rule && one.subject == change.alert.subject && !one.ended;
    });
    if (same == m_alerts.end()) {
        m_alerts.push_back(change.alert);
        return;
    }
    const auto acknowledged = same->acknowledged ? same->acknowledged : change.alert.acknowledged;
    *same = change.alert;
    same->acknowledged = acknowledged;
}

void AlertFeed::order()
{
    std::ranges::stable_sort(m_alerts, [](const weir::Alert& a, const weir::Alert& b) {
        return std::tuple(a.ended.has_value(), -a.raised, -a.id) < std::tuple(b.ended.has_value(), -b.raised, -b.id);
    });
    if (m_alerts.size() > mostAlerts)
        m_alerts.resize(mostAlerts);
}

void AlertFeed::act(const weir::Alert& alert)
{
    if (m_action.notify)
        Q_EMIT notificationWanted(alert);
    m_runner.run(m_action, alert, m_context.connection.name);
}

void AlertFeed::setFailure(const std::optional<weir::Error>& why)
{
    if (m_loaded || m_store() || m_error == why)
        return;
    m_error = why;
    Q_EMIT changed();
}

void AlertFeed::setStoreTrouble(const std::optional<weir::Error>& why)
{
    if (m_storeTrouble == why)
        return;
    m_storeTrouble = why;
    Q_EMIT changed();
}

void AlertFeed::setNotificationTrouble(const QString& why)
{
    if (std::exchange(m_notificationTrouble, why) != why)
        Q_EMIT changed();
}

int AlertFeed::unseen() const
{
    return static_cast<int>(
        std::ranges::count_if(m_alerts, [](const weir::Alert& one) { return !one.ended && !one.acknowledged; }));
}

void AlertFeed::acknowledge(const std::vector<std::int64_t>& ids)
{
    const weir::TimestampMs now = nowMs();
    runTask(
        this, m_context.tasks,
        [store = m_store(), ids, now](const std::stop_token&) -> weir::Result<void> {
            for (const std::int64_t id : ids) {
                if (store == nullptr || id == 0)
                    continue;
                if (auto done = store->acknowledge(id, now); !done && done.error().kind != ErrorKind::NotFound)
                    return done;
            }
            return {};
        },
        [this, ids, now](const weir::Result<void>& done) {
            if (!done)
                return Q_EMIT refused(done.error());
            for (weir::Alert& alert : m_alerts)
                if (!alert.acknowledged && std::ranges::find(ids, alert.id) != ids.end())
                    alert.acknowledged = now;
            Q_EMIT changed();
        });
}

void AlertFeed::acknowledgeAll()
{
    std::vector<std::int64_t> ids;
    for (const weir::Alert& alert : m_alerts)
        if (!alert.acknowledged)
            ids.push_back(alert.id);
    if (!ids.empty())
        acknowledge(ids);
}

void AlertFeed::saveRules(const std::vector<weir::AlertRule>& rules)
{
    m_rules = rules;
    m_rulesChanged = true;
    storeRules();
    Q_EMIT changed();
}

void AlertFeed::storeRules()
{
    // One at a time: workers finish in any order, and the last wish has to be the last one written.
    if (std::exchange(m_storing, true))
        return;
    runTask(
        this, m_context.tasks,
        [store = m_store(), rules = m_rules](const std::stop_token&) -> weir::Result<void> {
            return store ? store->saveRules(rules) : fail(notKept());
        },
        [this, rules = m_rules](const weir::Result<void>& done) { rulesStored(rules, done); });
}

void AlertFeed::rulesStored(const std::vector<weir::AlertRule>& rules, const weir::Result<void>& done)
{
    m_storing = false;
    if (!done) {
        m_rules = m_storedRules;
        Q_EMIT refused(done.error());
        return Q_EMIT changed();
    }
    m_storedRules = rules;
    Q_EMIT saved();
    if (m_rules != rules)
        storeRules();
}

void AlertFeed::saveAction(const weir::AlertAction& action)
{
    runTask(
        this, m_context.tasks,
        [store = m_store(), action](const std::stop_token&) -> weir::Result<void> {
            return store ? store->saveAction(action) : fail(notKept());
        },
        [this, action](const weir::Result<void>& done) {
            if (!done)
                return Q_EMIT refused(done.error());
            m_action = action;
            Q_EMIT changed();
        });
}

} // namespace weir::ui
