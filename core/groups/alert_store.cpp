// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/alert_store.h"

namespace weir {

struct AlertStore::Parts {};
AlertStore::AlertStore(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
AlertStore::~AlertStore() = default;
Result<std::unique_ptr<AlertStore>> AlertStore::open(const std::filesystem::path&)
{
    return std::unique_ptr<AlertStore>(new AlertStore(std::make_unique<Parts>()));
}
std::filesystem::path AlertStore::pathIn(const std::filesystem::path&, const std::string&) { return {}; }
Result<std::vector<AlertRule>> AlertStore::rules() const { return defaultAlertRules(); }
Result<void> AlertStore::saveRules(const std::vector<AlertRule>&) { return {}; }
Result<AlertAction> AlertStore::action() const { return AlertAction{}; }
Result<void> AlertStore::saveAction(const AlertAction&) { return {}; }
Result<Alert> AlertStore::keep(const AlertChange& change) { return change.alert; }
Result<void> AlertStore::acknowledge(std::int64_t, TimestampMs) { return {}; }
Result<std::vector<Alert>> AlertStore::newest(std::size_t) const { return std::vector<Alert>{}; }
Result<std::vector<Alert>> AlertStore::open() const { return std::vector<Alert>{}; }

} // namespace weir
