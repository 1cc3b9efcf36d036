// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/filter_plan.h"

#include "core/records/filter_predicate.h"
#include "core/records/json_index.h"

#include <algorithm>
#include <cstring>

namespace weir {
namespace {

/// A payload read as JSON at most once per record, and only when asked.
class Document
{
public:
    void forget() { m_state = State::Unread; }
    JsonIndex* read(std::string_view json)
    {
        if (m_state == State::Unread)
            m_state = m_index.index(json) ? State::Read : State::NoJson;
        return m_state == State::Read ? &m_index : nullptr;
    }
    [[nodiscard]] bool isUnread() const { return m_state == State::Unread; }

private:
    enum class State { Unread, Read, NoJson };
    State m_state = State::Unread;
    JsonIndex m_index;
};

/// What the tests of one matcher share about the record at hand.
struct Sight {
    const RecordView* record = nullptr;
    std::optional<Headers> parsed;
    Document key;
    Document value;
    Document header;

    void look(const RecordView& next)
    {
        record = &next;
        parsed.reset();
        key.forget();
        value.forget();
    }
    const Headers& headers()
    {
        if (!parsed)
            parsed = record->headers();
        return *parsed;
    }
};

/// One condition of the plan. Cost orders conditions that stand side by side: nanoseconds, roughly.
class Test
{
public:
    explicit Test(int cost) : m_cost(cost) {}
    Test(const Test&) = delete;
    Test& operator=(const Test&) = delete;
    virtual ~Test() = default;
    [[nodiscard]] virtual bool holds(Sight& sight) = 0;
    [[nodiscard]] int cost() const { return m_cost; }

private:
    int m_cost;
};
using Tests = std::vector<std::unique_ptr<Test>>;

class ManyTests final : public Test
{
public:
    ManyTests(Tests tests, bool all) : Test(costOf(tests)), m_tests(std::move(tests)), m_all(all)
    {
        // Conditions have no effects and no errors, so their order is ours.
        std::ranges::stable_sort(m_tests, {}, &Test::cost);
    }
    bool holds(Sight& sight) override
    {
        for (const auto& test : m_tests) {
            if (test->holds(sight) != m_all)
                return !m_all;
        }
        return m_all;
    }

private:
    static int costOf(const Tests& tests)
    {
        int sum = 1;
        for (const auto& test : tests)
            sum = std::min(sum + test->cost(), 1'000'000);
        return sum;
    }
    Tests m_tests;
    bool m_all;
};

class NotTest final : public Test
{
public:
    explicit NotTest(std::unique_ptr<Test> test) : Test(test->cost()), m_test(std::move(test)) {}
    bool holds(Sight& sight) override { return !m_test->holds(sight); }

private:
    std::unique_ptr<Test> m_test;
};

/// partition, offset, timestamp
class CoordinateTest final : public Test
{
public:
    CoordinateTest(const FilterNode& node) : Test(1), m_part(node.field->part), m_wanted(node) {}
    bool holds(Sight& sight) override
    {
        if (m_part == FieldPath::Part::Partition)
            return m_wanted.onInteger(sight.record->partition);
        if (m_part == FieldPath::Part::Offset)
            return m_wanted.onInteger(sight.record->offset);
        return sight.record->timestamp && m_wanted.onInteger(*sight.record->timestamp);
    }

private:
    FieldPath::Part m_part;
    FilterPredicate m_wanted;
};

class SizeTest final : public Test
{
public:
    explicit SizeTest(const FilterNode& node) : Test(150), m_wanted(node) {}
    bool holds(Sight& sight) override
    {
        std::size_t size = sight.record->key.value_or("").size() + sight.record->value.value_or("").size();
        for (const Header& header : sight.headers())
            size += header.name.size() + (header.value ? header.value->size() : 0);
        return m_wanted.onInteger(static_cast<std::int64_t>(size));
    }

private:
    FilterPredicate m_wanted;
};

/// A whole key or value.
class PayloadTest final : public Test
{
public:
    PayloadTest(const FilterNode& node, bool key)
        : Test(costOf(node, key)), m_key(key), m_wanted(node)
    {
    }
    bool holds(Sight& sight) override { return m_wanted.onPayload(m_key ? sight.record->key : sight.record->value); }

private:
    static int costOf(const FilterNode& node, bool key)
    {
        if (node.kind == FilterNode::Kind::Matches)
            return key ? 60 : 400;
        return node.kind == FilterNode::Kind::Contains ? (key ? 5 : 100) : 3;
    }
    bool m_key;
    FilterPredicate m_wanted;
};

/// A field inside the JSON of key or value.
class JsonTest final : public Test
{
public:
    JsonTest(const FilterNode& node, bool key)
        : Test(key ? 120 : 300), m_key(key), m_steps(node.field->steps), m_wanted(node)
    {
    }
    bool holds(Sight& sight) override
    {
        const OptionalBytesView& bytes = m_key ? sight.record->key : sight.record->value;
        if (!bytes)
            return false;
        Document& document = m_key ? sight.key : sight.value;
        if (document.isUnread() && isHopeless(*bytes))
            return false;
        JsonIndex* json = document.read(*bytes);
        const auto found = json == nullptr ? std::nullopt : json->find(m_steps);
        // Whether the whole is JSON only matters when the answer would be yes: not there means no as well.
        return found && m_wanted.onJson(*found) && json->isValid();
    }

private:
    /// A text that a match must hold stands in the JSON as it is, unless there are escapes. Looking for it costs less
    /// than reading the JSON, but nothing is won where it stands in most records: then looking is given up.
    [[nodiscard]] bool isHopeless(std::string_view bytes)
    {
        constexpr int trial = 512;
        if (!m_wanted.hasNeedles() || (m_asked >= trial && m_hopeless < trial / 4))
            return false;
        const bool hopeless = !m_wanted.mayBeIn(bytes) && std::memchr(bytes.data(), '\\', bytes.size()) == nullptr;
        if (m_asked < trial) {
            ++m_asked;
            m_hopeless += hopeless ? 1 : 0;
        }
        return hopeless;
    }
    bool m_key;
    std::vector<FieldPath::Step> m_steps;
    FilterPredicate m_wanted;
    int m_asked = 0;
    int m_hopeless = 0;
};

/// Any header of a name, whole or a field inside of its JSON.
class HeaderTest final : public Test
{
public:
    explicit HeaderTest(const FilterNode& node)
        : Test(200), m_name(node.field->header), m_steps(node.field->steps),
          m_exists(node.kind == FilterNode::Kind::Exists), m_wanted(node)
    {
    }
    bool holds(Sight& sight) override
    {
        return std::ranges::any_of(sight.headers(), [&](const Header& header) {
            if (header.name != m_name)
                return false;
            return m_steps.empty() ? m_exists || m_wanted.onPayload(header.value) : inside(sight.header, header.value);
        });
    }

private:
    bool inside(Document& document, const OptionalBytes& value)
    {
        document.forget();
        JsonIndex* json = value ? document.read(*value) : nullptr;
        const auto found = json == nullptr ? std::nullopt : json->find(m_steps);
        return found && m_wanted.onJson(*found) && json->isValid();
    }
    std::string m_name;
    std::vector<FieldPath::Step> m_steps;
    bool m_exists;
    FilterPredicate m_wanted;
};

/// Text anywhere: key, value, names and values of headers.
class AnywhereTest final : public Test
{
public:
    explicit AnywhereTest(const FilterNode& node)
        : Test(node.kind == FilterNode::Kind::Matches ? 600 : 250), m_wanted(node)
    {
    }
    bool holds(Sight& sight) override
    {
        const RecordView& record = *sight.record;
        if ((record.value && m_wanted.onText(*record.value)) || (record.key && m_wanted.onText(*record.key)))
            return true;
        return std::ranges::any_of(sight.headers(), [this](const Header& header) {
            return m_wanted.onText(header.name) || (header.value && m_wanted.onText(*header.value));
        });
    }

private:
    FilterPredicate m_wanted;
};

std::unique_ptr<Test> compile(const FilterNode& node);

std::unique_ptr<Test> compileField(const FilterNode& node)
{
    const bool inside = !node.field->steps.empty();
    switch (node.field->part) {
    case FieldPath::Part::Key:
    case FieldPath::Part::Value: {
        const bool key = node.field->part == FieldPath::Part::Key;
        if (inside)
            return std::make_unique<JsonTest>(node, key);
        return std::make_unique<PayloadTest>(node, key);
    }
    case FieldPath::Part::Header: return std::make_unique<HeaderTest>(node);
    case FieldPath::Part::Size: return std::make_unique<SizeTest>(node);
    default: return std::make_unique<CoordinateTest>(node);
    }
}

std::unique_ptr<Test> compile(const FilterNode& node)
{
    switch (node.kind) {
    case FilterNode::Kind::Not: return std::make_unique<NotTest>(compile(node.children.front()));
    case FilterNode::Kind::All:
    case FilterNode::Kind::Any: {
        Tests tests;
        for (const FilterNode& child : node.children)
            tests.push_back(compile(child));
        return std::make_unique<ManyTests>(std::move(tests), node.kind == FilterNode::Kind::All);
    }
    default: break;
    }
    if (node.field)
        return compileField(node);
    return std::make_unique<AnywhereTest>(node);
}

class FilterPlan final : public RecordMatcher
{
public:
    explicit FilterPlan(const FilterNode& root) : m_root(compile(root)) {}
    bool matches(const RecordView& record) override
    {
        m_sight.look(record);
        return m_root->holds(m_sight);
    }

private:
    std::unique_ptr<Test> m_root;
    Sight m_sight;
};

} // namespace

std::unique_ptr<RecordMatcher> makeFilterPlan(const FilterNode& root)
{
    return std::make_unique<FilterPlan>(root);
}

} // namespace weir
