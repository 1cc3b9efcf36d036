// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/alert_store.h"
#include "core/groups/group_monitor.h"
#include "ui/async/latest_task.h"
#include "ui/groups/alert_runner.h"
#include "ui/widgets/page.h"

#include <QtCore/QObject>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace weir::ui {

/// The alerts of one connection, their rules and what happens when one begins: shared by the pages that show them. Asks
/// and changes the store on the connection's workers. GUI thread.
///
/// Whoever samples drives it: load() once the store is there or setFailure() while it cannot be, setRound() and take()
/// with every round; when saved() comes, it tells the engine (GroupMonitor::alertsChanged()). Notifications are wanted by
/// signal, because the desktop is the shell's.
class AlertFeed : public QObject
{
    Q_OBJECT
public:
    /// Null before the first good round: there is nothing to show or to change then. The pointer keeps alive what it
    /// belongs to: std::shared_ptr<AlertStore>(monitor, monitor->alerts()).
    using Source = std::function<std::shared_ptr<weir::AlertStore>()>;

    AlertFeed(Source store, PageContext context, QObject* parent = nullptr);
    ~AlertFeed() override;

    /// Reads alerts, rules and action again; what is shown stays meanwhile. Emits storeWanted() while there is no store.
    void load();
    /// Why there is no store yet; nullopt when it is only a matter of time. Nothing to do with a store that was read.
    void setFailure(const std::optional<weir::Error>& why);
    /// Why alerts are not kept as they should be (GroupMonitor::alertsError()).
    void setStoreTrouble(const std::optional<weir::Error>& why);
    /// What a round changed; the alerts have been kept by whoever sampled. Those that began are told and acted upon.
    void take(const std::vector<weir::AlertChange>& changes);
    /// The newest round, for the preview of rules.
    void setRound(std::shared_ptr<const weir::GroupRound> round) { m_round = std::move(round); }
    /// Why there are no desktop notifications; empty when there are.
    void setNotificationTrouble(const QString& why);

    [[nodiscard]] bool isLoaded() const { return m_loaded; }
    /// Why the last load failed.
    [[nodiscard]] const std::optional<weir::Error>& error() const { return m_error; }
    /// Open ones first, then the newest; at most 1,000.
    [[nodiscard]] const std::vector<weir::Alert>& alerts() const { return m_alerts; }
    [[nodiscard]] const std::vector<weir::AlertRule>& rules() const { return m_rules; }
    [[nodiscard]] const weir::AlertAction& action() const { return m_action; }
    [[nodiscard]] std::shared_ptr<const weir::GroupRound> round() const { return m_round; }
    [[nodiscard]] const std::optional<weir::Error>& storeTrouble() const { return m_storeTrouble; }
    [[nodiscard]] const QString& notificationTrouble() const { return m_notificationTrouble; }
    [[nodiscard]] AlertRunner& runner() { return m_runner; }
    [[nodiscard]] const PageContext& context() const { return m_context; }
    /// Open and not acknowledged.
    [[nodiscard]] int unseen() const;

    void acknowledge(const std::vector<std::int64_t>& ids);
    void acknowledgeAll();
    /// Shown at once; refused() takes it back to what is in the store.
    void saveRules(const std::vector<weir::AlertRule>& rules);
    void saveAction(const weir::AlertAction& action);

Q_SIGNALS:
    /// Alerts, rules, action or what is known about notifications changed.
    void changed();
    /// Someone looks at alerts before the first round ended well: a round is wanted now.
    void storeWanted();
    /// Rules were saved: the engine has to hear of them.
    void saved();
    /// Something could not be saved; what is shown is what is in the store again.
    void refused(const weir::Error& error);
    void notificationWanted(const weir::Alert& alert);

private:
    struct Stored {
        std::vector<weir::Alert> alerts;
        std::vector<weir::AlertRule> rules;
        weir::AlertAction action;
    };
    [[nodiscard]] static weir::Result<Stored> read(const weir::AlertStore& store);
    void loaded(weir::Result<Stored> stored);
    void merge(const weir::AlertChange& change);
    void act(const weir::Alert& alert);
    void storeRules();
    void rulesStored(const std::vector<weir::AlertRule>& rules, const weir::Result<void>& done);
    void order();

    Source m_store;
    PageContext m_context;
    LatestTask m_load;
    AlertRunner m_runner;
    bool m_loaded = false;
    std::optional<weir::Error> m_error;
    std::vector<weir::Alert> m_alerts;
    std::vector<weir::AlertRule> m_rules;       ///< as a person wants them
    std::vector<weir::AlertRule> m_storedRules; ///< as they are in the store
    bool m_storing = false;
    bool m_rulesChanged = false;                ///< since the load under way began
    weir::AlertAction m_action;
    std::vector<weir::AlertChange> m_sinceLoad; ///< came while a load was under way
    std::vector<weir::Alert> m_notYetActed;     ///< began before the action was known
    std::shared_ptr<const weir::GroupRound> m_round;
    std::optional<weir::Error> m_storeTrouble;
    QString m_notificationTrouble;
};

} // namespace weir::ui
