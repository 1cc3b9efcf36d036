// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/alert_store.h"

#include "core/store/database.h"

#include <charconv>
#include <functional>
#include <limits>
#include <mutex>

namespace weir {
namespace {

constexpr std::int64_t mostEnded = 10'000;

const std::vector<std::string>& migrations()
{
    static const std::vector<std::string> steps{
        "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);"
        "CREATE TABLE rule (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, "
        "enabled INTEGER NOT NULL, pattern TEXT NOT NULL, condition TEXT NOT NULL, threshold TEXT NOT NULL, "
        "holds_ms INTEGER NOT NULL, samples INTEGER NOT NULL);"
        "CREATE TABLE argument (position INTEGER PRIMARY KEY, value TEXT NOT NULL);"
        "CREATE TABLE alert (id INTEGER PRIMARY KEY AUTOINCREMENT, rule TEXT NOT NULL, rule_name TEXT NOT NULL, "
        "subject TEXT NOT NULL, raised INTEGER NOT NULL, ended INTEGER, acknowledged INTEGER, "
        "serious INTEGER NOT NULL, text TEXT NOT NULL);"
        "CREATE UNIQUE INDEX alert_open ON alert (rule, subject) WHERE ended IS NULL;"
        "CREATE INDEX alert_raised ON alert (raised);",
    };
    return steps;
}

std::string numberText(double number)
{
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, number);
    return {text, end.ptr};
}

double numberFrom(const std::string& text)
{
    double number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

constexpr std::string_view alertColumns =
    "id, rule, rule_name, subject, raised, ended, ended IS NULL, acknowledged, acknowledged IS NULL, serious, text";

Alert alertFrom(const Statement& row)
{
    Alert alert;
    alert.id = row.integer(0);
    alert.rule = row.text(1);
    alert.ruleName = row.text(2);
    alert.subject = row.text(3);
    alert.raised = row.integer(4);
    if (row.integer(6) == 0)
        alert.ended = row.integer(5);
    if (row.integer(8) == 0)
        alert.acknowledged = row.integer(7);
    alert.serious = row.integer(9) != 0;
    alert.text = row.text(10);
    return alert;
}

} // namespace

struct AlertStore::Parts {
    explicit Parts(Database opened) : database(std::move(opened)) {}
    mutable std::mutex mutex{};
    mutable Database database;

    using Bind = std::function<void(Statement&)>;
    using Row = std::function<Result<void>(const Statement&)>;

    /// Runs a statement to its end.
    Result<void> run(std::string_view sql, const Bind& bind = {}, const Row& take = {}) const
    {
        auto statement = database.prepare(sql);
        if (!statement)
            return fail(statement.error());
        if (bind)
            bind(*statement);
        for (;;) {
            const auto row = statement->step();
            if (!row)
                return fail(row.error());
            if (!*row)
                return {};
            if (!take)
                continue;
            if (auto taken = take(*statement); !taken)
                return taken;
        }
    }

    /// All of it or nothing.
    Result<void> together(const std::function<Result<void>()>& work) const
    {
        if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun)
            return begun;
        Result<void> done = work();
        if (done)
            done = database.execute("COMMIT");
        if (!done)
            (void)database.execute("ROLLBACK");
        return done;
    }

    Result<void> set(std::string_view name, std::string_view value) const
    {
        return run("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = "
                   "excluded.value",
                   [&](Statement& statement) { statement.bind(1, name).bind(2, value); });
    }

    Result<std::optional<std::string>> setting(std::string_view name) const
    {
        std::optional<std::string> value;
        const auto read = run("SELECT value FROM setting WHERE name = ?",
                              [&](Statement& statement) { statement.bind(1, name); },
                              [&](const Statement& row) -> Result<void> {
                                  value = row.text(0);
                                  return {};
                              });
        return read ? Result<std::optional<std::string>>(std::move(value)) : fail(read.error());
    }

    Result<void> insertRule(std::int64_t position, const AlertRule& rule) const
    {
        return run("INSERT INTO rule VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [&](Statement& statement) {
            statement.bind(1, position)
                .bind(2, rule.id)
                .bind(3, rule.name)
                .bind(4, std::int64_t{rule.enabled})
                .bind(5, rule.pattern)
                .bind(6, conditionCode(rule.condition))
                .bind(7, numberText(rule.threshold))
                .bind(8, std::int64_t{rule.holdsFor.count()})
                .bind(9, std::int64_t{rule.samples});
        });
    }

    Result<std::vector<Alert>> alerts(const std::string& sql, const Bind& bind) const
    {
        std::vector<Alert> found;
        const auto read = run(sql, bind, [&](const Statement& row) -> Result<void> {
            found.push_back(alertFrom(row));
            return {};
        });
        return read ? Result<std::vector<Alert>>(std::move(found)) : fail(read.error());
    }

    Result<void> begin(const Alert& alert) const
    {
        return run("INSERT INTO alert (rule, rule_name, subject, raised, ended, acknowledged, serious, text) "
                   "VALUES (?, ?, ?, ?, ?, NULL, ?, ?) ON CONFLICT DO NOTHING",
                   [&](Statement& statement) {
                       statement.bind(1, alert.rule).bind(2, alert.ruleName).bind(3, alert.subject).bind(4, alert.raised);
                       if (alert.ended)
                           statement.bind(5, *alert.ended);
                       else
                           statement.bindNull(5);
                       statement.bind(6, std::int64_t{alert.serious}).bind(7, alert.text);
                   });
    }

    Result<void> end(const Alert& alert, TimestampMs when) const
    {
        if (auto done = run("UPDATE alert SET ended = ?, text = ? WHERE rule = ? AND subject = ? AND ended IS NULL",
                            [&](Statement& statement) {
                                statement.bind(1, when).bind(2, alert.text).bind(3, alert.rule).bind(4, alert.subject);
                            });
            !done)
            return done;
        return run("DELETE FROM alert WHERE ended IS NOT NULL AND id <= (SELECT id FROM alert WHERE ended IS NOT NULL "
                   "ORDER BY id DESC LIMIT 1 OFFSET ?)",
                   [](Statement& statement) { statement.bind(1, mostEnded); });
    }
};

AlertStore::AlertStore(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
AlertStore::~AlertStore() = default;

Result<std::unique_ptr<AlertStore>> AlertStore::open(const std::filesystem::path& path)
{
    return of(Database::open(path, migrations()));
}

Result<std::unique_ptr<AlertStore>> AlertStore::inMemory()
{
    return of(Database::inMemory(migrations()));
}

Result<std::unique_ptr<AlertStore>> AlertStore::of(Result<Database> database)
{
    if (!database)
        return fail(database.error());
    return std::unique_ptr<AlertStore>(new AlertStore(std::make_unique<Parts>(std::move(*database))));
}

std::filesystem::path AlertStore::pathIn(const std::filesystem::path& folder, const std::string& clusterId)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string name;
    for (const char c : clusterId) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || (c == '.' && !name.empty());
        const auto byte = static_cast<unsigned char>(c);
        if (plain)
            name += c;
        else
            name += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    if (name.size() > 200) // a file name ends at 255 bytes, and SQLite adds to it
        name = name.substr(0, 180) + "-" + std::to_string(std::hash<std::string>{}(clusterId));
    if (name.empty())
        name = "%";
    return folder / (name + ".alerts.db");
}

Result<std::vector<AlertRule>> AlertStore::rules() const
{
    const std::scoped_lock lock(m_parts->mutex);
    const auto saved = m_parts->setting("rules");
    if (!saved)
        return fail(saved.error());
    if (!*saved)
        return defaultAlertRules();
    std::vector<AlertRule> rules;
    const auto read = m_parts->run(
        "SELECT id, name, enabled, pattern, condition, threshold, holds_ms, samples FROM rule ORDER BY position", {},
        [&](const Statement& row) -> Result<void> {
            const auto condition = conditionFromCode(row.text(4));
            if (!condition)
                return fail(ErrorKind::Unsupported, "The alert rule '" + row.text(1) +
                                                        "' has a condition that this Weir does not know: " +
                                                        row.text(4) + ".");
            rules.push_back({row.text(0), row.text(1), row.integer(2) != 0, row.text(3), *condition,
                             numberFrom(row.text(5)), std::chrono::milliseconds(row.integer(6)),
                             static_cast<int>(row.integer(7))});
            return {};
        });
    return read ? Result<std::vector<AlertRule>>(std::move(rules)) : fail(read.error());
}

Result<void> AlertStore::saveRules(const std::vector<AlertRule>& rules)
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->together([&]() -> Result<void> {
        Result<void> done = m_parts->run("DELETE FROM rule");
        for (std::size_t i = 0; done && i < rules.size(); ++i)
            done = m_parts->insertRule(static_cast<std::int64_t>(i), rules[i]);
        return done ? m_parts->set("rules", "saved") : done;
    });
}

Result<AlertAction> AlertStore::action() const
{
    const std::scoped_lock lock(m_parts->mutex);
    AlertAction action;
    auto read = m_parts->run("SELECT name, value FROM setting", {}, [&](const Statement& row) -> Result<void> {
        const std::string name = row.text(0);
        const std::string value = row.text(1);
        if (name == "run_command")
            action.runCommand = value == "1";
        else if (name == "program")
            action.program = value;
        else if (name == "post")
            action.post = value == "1";
        else if (name == "url")
            action.url = value;
        else if (name == "notify")
            action.notify = value == "1";
        return {};
    });
    if (read)
        read = m_parts->run("SELECT value FROM argument ORDER BY position", {}, [&](const Statement& row) -> Result<void> {
            action.arguments.push_back(row.text(0));
            return {};
        });
    return read ? Result<AlertAction>(std::move(action)) : fail(read.error());
}

Result<void> AlertStore::saveAction(const AlertAction& action)
{
    const std::scoped_lock lock(m_parts->mutex);
    const auto flag = [](bool on) { return on ? "1" : "0"; };
    return m_parts->together([&]() -> Result<void> {
        Result<void> done = m_parts->run("DELETE FROM argument");
        for (std::size_t i = 0; done && i < action.arguments.size(); ++i)
            done = m_parts->run("INSERT INTO argument VALUES (?, ?)", [&](Statement& statement) {
                statement.bind(1, static_cast<std::int64_t>(i)).bind(2, action.arguments[i]);
            });
        const std::pair<std::string_view, std::string_view> values[] = {{"run_command", flag(action.runCommand)},
                                                                        {"program", action.program},
                                                                        {"post", flag(action.post)},
                                                                        {"url", action.url},
                                                                        {"notify", flag(action.notify)}};
        for (const auto& [name, value] : values)
            if (done)
                done = m_parts->set(name, value);
        return done;
    });
}

Result<Alert> AlertStore::keep(const AlertChange& change)
{
    const std::scoped_lock lock(m_parts->mutex);
    const Alert& alert = change.alert;
    std::vector<Alert> kept;
    const auto done = m_parts->together([&]() -> Result<void> {
        auto written = alert.ended && !change.began ? m_parts->end(alert, *alert.ended) : m_parts->begin(alert);
        if (!written)
            return written;
        auto newest = m_parts->alerts("SELECT " + std::string(alertColumns) +
                                          " FROM alert WHERE rule = ? AND subject = ? ORDER BY id DESC LIMIT 1",
                                      [&](Statement& row) { row.bind(1, alert.rule).bind(2, alert.subject); });
        if (!newest)
            return fail(newest.error());
        kept = std::move(*newest);
        return {};
    });
    if (!done)
        return fail(done.error());
    return kept.empty() ? alert : kept.front();
}

Result<void> AlertStore::acknowledge(std::int64_t id, TimestampMs when)
{
    const std::scoped_lock lock(m_parts->mutex);
    bool found = false;
    const auto done = m_parts->run(
        "UPDATE alert SET acknowledged = coalesce(acknowledged, ?) WHERE id = ? RETURNING id",
        [&](Statement& statement) { statement.bind(1, when).bind(2, id); },
        [&](const Statement&) -> Result<void> {
            found = true;
            return {};
        });
    if (done && !found)
        return fail(ErrorKind::NotFound, "There is no alert " + std::to_string(id) + " any more.");
    return done;
}

Result<std::vector<Alert>> AlertStore::newest(std::size_t most) const
{
    const std::scoped_lock lock(m_parts->mutex);
    constexpr std::size_t largest = std::numeric_limits<std::int64_t>::max();
    return m_parts->alerts("SELECT " + std::string(alertColumns) +
                               " FROM alert ORDER BY ended IS NOT NULL, raised DESC, id DESC LIMIT ?",
                           [&](Statement& row) { row.bind(1, static_cast<std::int64_t>(std::min(most, largest))); });
}

Result<std::vector<Alert>> AlertStore::open() const
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->alerts("SELECT " + std::string(alertColumns) +
                               " FROM alert WHERE ended IS NULL ORDER BY raised DESC, id DESC",
                           {});
}

} // namespace weir
