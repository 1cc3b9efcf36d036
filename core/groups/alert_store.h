// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/groups/alert_engine.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace weir {

class Database;

/// What happens besides the list and the desktop notification when an alert begins. Off unless a person turns it on.
struct AlertAction {
    bool runCommand = false;
    std::string program;                 ///< started without a shell
    std::vector<std::string> arguments;  ///< "{rule}", "{subject}", "{text}", "{cluster}" are replaced within each
    bool post = false;
    std::string url;                     ///< http or https; gets a JSON body
    bool notify = true;                  ///< desktop notification

    bool operator==(const AlertAction&) const = default;
};

/// Rules, actions and history of the alerts of one cluster, kept in SQLite (<folder>/<cluster id>.alerts.db), or in
/// memory for as long as the store lives.
/// At most 10,000 ended alerts are kept. Thread-safe. Blocks on disk.
class AlertStore
{
public:
    [[nodiscard]] static Result<std::unique_ptr<AlertStore>> open(const std::filesystem::path& path);
    /// Keeps nothing on disk.
    [[nodiscard]] static Result<std::unique_ptr<AlertStore>> inMemory();
    [[nodiscard]] static std::filesystem::path pathIn(const std::filesystem::path& folder, const std::string& clusterId);
    ~AlertStore();

    [[nodiscard]] Result<std::vector<AlertRule>> rules() const; ///< the defaults while nothing was saved
    [[nodiscard]] Result<void> saveRules(const std::vector<AlertRule>& rules);
    [[nodiscard]] Result<AlertAction> action() const;
    [[nodiscard]] Result<void> saveAction(const AlertAction& action);
    /// Keeps what the engine said; returns the alert with its id.
    [[nodiscard]] Result<Alert> keep(const AlertChange& change);
    [[nodiscard]] Result<void> acknowledge(std::int64_t id, TimestampMs when);
    /// Open ones first, then newest first.
    [[nodiscard]] Result<std::vector<Alert>> newest(std::size_t most) const;
    [[nodiscard]] Result<std::vector<Alert>> open() const;

private:
    struct Parts;
    explicit AlertStore(std::unique_ptr<Parts> parts);
    [[nodiscard]] static Result<std::unique_ptr<AlertStore>> of(Result<Database> database);
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir
