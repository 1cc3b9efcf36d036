// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/compare_view.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/hex_pair.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>

namespace weir::ui {
namespace {

constexpr std::size_t longestCell = 400;

Tone toneOf(weir::FieldChange change)
{
    switch (change) {
    case weir::FieldChange::Added: return Tone::Ok;
    case weir::FieldChange::Removed: return Tone::Bad;
    case weir::FieldChange::Changed: return Tone::Warning;
    case weir::FieldChange::Rewritten: break;
    }
    return Tone::Neutral;
}

QString changeText(weir::FieldChange change)
{
    return QString::fromUtf8(weir::fieldChangeName(change).data(), static_cast<qsizetype>(weir::fieldChangeName(change).size()));
}

QString sideText(const std::optional<std::string>& side)
{
    return side ? displayText(std::string_view(*side), longestCell) : QStringLiteral("–");
}

QString headingText(const weir::Record& record)
{
    return CompareView::tr("Partition %1, offset %2").arg(record.partition).arg(countText(record.offset));
}

QString subHeadingText(const weir::Record& record)
{
    QStringList parts{displayText(std::string_view(record.topic), 249)};
    parts << (record.timestamp ? QString::fromStdString(weir::formatUtc(*record.timestamp)) : CompareView::tr("no timestamp"));
    parts << CompareView::tr("key %1").arg(displayText(record.key, 60));
    return parts.join(QStringLiteral(" · "));
}

std::shared_ptr<const Bytes> shared(const std::shared_ptr<const weir::Record>& owner, const weir::OptionalBytes& bytes)
{
    return bytes ? std::shared_ptr<const Bytes>(owner, &*bytes) : nullptr;
}

} // namespace

CompareView::CompareView(const PageContext& context, std::shared_ptr<const weir::Record> left,
                         std::shared_ptr<const weir::Record> right, QWidget* parent)
    : QDialog(parent),
      m_context(context),
      m_left(std::move(left)),
      m_right(std::move(right)),
      m_rows(columns(), [](const Row& row) { return QString::number(row.index); }),
      m_tabs(new SegmentedTabs(tr("Ways to compare"), this)),
      m_pages(new QStackedWidget(this)),
      m_summary(new PlainLabel({}, PlainLabel::Look::Dim, this))
{
    setWindowTitle(tr("Compare records"));
    setAccessibleName(windowTitle());
    setModal(false);
    setSizeGripEnabled(true);
    resize(980, 620);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(Theme::gap);
    auto* headings = new QHBoxLayout;
    headings->setSpacing(Theme::gap);
    headings->addWidget(makeHeading(tr("Left"), *m_left), 1);
    headings->addWidget(makeHeading(tr("Right"), *m_right), 1);
    layout->addLayout(headings);
    m_tabs->addTab(tr("Fields"));
    m_tabs->addTab(tr("Bytes"));
    layout->addWidget(m_tabs);
    m_pages->addWidget(makeFields());
    m_pages->addWidget(makeBytes());
    layout->addWidget(m_pages, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_pages->setCurrentIndex(tab);
        if (tab == BytesTab && !leftBytes()->size() && !rightBytes()->size())
            compareBytes();
    });
    compareFields();
}

CompareView::~CompareView() = default;

QWidget* CompareView::makeHeading(const QString& side, const weir::Record& record)
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->setContentsMargins(12, 8, 12, 8);
    card->body()->setSpacing(2);
    card->body()->addWidget(new PlainLabel(side, PlainLabel::Look::Caption, card));
    card->body()->addWidget(new PlainLabel(headingText(record), PlainLabel::Look::Strong, card));
    auto* sub = new PlainLabel(subHeadingText(record), PlainLabel::Look::Dim, card);
    sub->setElide(Qt::ElideRight);
    card->body()->addWidget(sub);
    return card;
}

std::vector<Column<CompareView::Row>> CompareView::columns()
{
    std::vector<Column<Row>> columns;
    columns.push_back({.id = QStringLiteral("field"), .title = tr("Field"),
                       .text = [](const Row& row) { return displayText(std::string_view(row.difference.field), longestCell); },
                       .width = 250, .mono = true,
                       .sortKey = [](const Row& row) { return SortKey(qint64{row.index}); }});
    columns.push_back({.id = QStringLiteral("left"), .title = tr("Left"),
                       .text = [](const Row& row) { return sideText(row.difference.left); }, .width = 260, .mono = true,
                       .toolTip = [](const Row& row) { return sideText(row.difference.left); }});
    columns.push_back({.id = QStringLiteral("right"), .title = tr("Right"),
                       .text = [](const Row& row) { return sideText(row.difference.right); }, .width = 0, .mono = true,
                       .toolTip = [](const Row& row) { return sideText(row.difference.right); }});
    columns.push_back({.id = QStringLiteral("change"), .title = tr("What changed"),
                       .text = [](const Row& row) { return changeText(row.difference.change); }, .width = 150,
                       .mark = [](const Row& row) -> CellMark {
                           return PillCell{changeText(row.difference.change), toneOf(row.difference.change)};
                       }});
    return columns;
}

QWidget* CompareView::makeFields()
{
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_summary);
    auto* card = new Card(Card::Padding::None, page);
    m_table = new DataTable(&m_rows, tr("Differences by field"), QStringLiteral("record-differences"), card);
    card->body()->addWidget(m_table);
    layout->addWidget(card, 1);
    return page;
}

QWidget* CompareView::makeBytes()
{
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* line = new QHBoxLayout;
    line->setSpacing(6);
    m_parts = new QButtonGroup(page);
    const std::pair<QString, Part> parts[] = {{tr("Value"), Part::Value}, {tr("Key"), Part::Key}};
    for (const auto& [name, part] : parts) {
        auto* chip = new Chip(name, page);
        chip->setChecked(part == m_part);
        m_parts->addButton(chip, static_cast<int>(part));
        line->addWidget(chip);
    }
    m_bytesSummary = new PlainLabel({}, PlainLabel::Look::Dim, page);
    m_next = plainButton(tr("&Next difference"), page);
    m_next->setShortcut(Qt::Key_F8);
    m_next->setEnabled(false);
    line->addWidget(m_bytesSummary, 1);
    line->addWidget(m_next);
    layout->addLayout(line);
    m_pair = new HexPair(tr("Bytes of the left record"), tr("Bytes of the right record"), page);
    layout->addWidget(m_pair, 1);
    connect(m_parts, &QButtonGroup::idClicked, this, [this](int id) { setPart(static_cast<Part>(id)); });
    connect(m_next, &QPushButton::clicked, this, &CompareView::showNextDifference);
    return page;
}

void CompareView::compareFields()
{
    m_summary->setText(tr("Comparing…"));
    m_fieldsTask.start(
        m_context.tasks,
        [left = m_left, right = m_right](std::stop_token stop) { return weir::diffRecords(*left, *right, std::move(stop)); },
        [this](weir::RecordDiff diff) { showFields(std::move(diff)); });
}

void CompareView::showFields(weir::RecordDiff diff)
{
    std::vector<Row> rows;
    for (weir::FieldDifference& difference : diff.fields)
        rows.push_back({static_cast<int>(rows.size()), std::move(difference)});
    const auto count = static_cast<qint64>(rows.size());
    QStringList words{count == 0 ? tr("No differences in any field") : countedText(count, tr("1 difference"), tr("%1 differences"))};
    if (diff.cut)
        words << tr("and more that are not shown");
    if (!diff.sameValue && count == 0)
        words << tr("the bytes of the value differ (white space or order of members)");
    QStringList same;
    for (const auto& [equal, name] : {std::pair{diff.sameKey, tr("key")}, std::pair{diff.sameHeaders, tr("headers")},
                                      std::pair{diff.sameValue, tr("value")}}) {
        if (equal)
            same << name;
    }
    if (!same.isEmpty())
        words << tr("same byte for byte: %1").arg(same.join(QStringLiteral(", ")));
    m_summary->setText(words.join(QStringLiteral(" · ")));
    m_rows.setRows(std::move(rows));
    m_tabs->setTabText(FieldsTab, tr("Fields %1").arg(count));
}

const weir::OptionalBytes& CompareView::bytesOf(const weir::Record& record) const
{
    return m_part == Part::Value ? record.value : record.key;
}

void CompareView::setPart(Part part)
{
    m_part = part;
    m_parts->button(static_cast<int>(part))->setChecked(true);
    compareBytes();
}

void CompareView::compareBytes()
{
    m_next->setEnabled(false);
    m_pair->setBytes(shared(m_left, bytesOf(*m_left)), shared(m_right, bytesOf(*m_right)));
    m_bytesSummary->setText(tr("Comparing…"));
    m_bytesTask.start(
        m_context.tasks,
        [left = m_left, right = m_right, key = m_part == Part::Key](std::stop_token stop) {
            const auto view = [key](const weir::Record& record) {
                const weir::OptionalBytes& bytes = key ? record.key : record.value;
                return bytes ? std::string_view(*bytes) : std::string_view();
            };
            return weir::diffBytes(view(*left), view(*right), std::move(stop));
        },
        [this](const weir::ByteDiff& diff) { showBytes(diff); });
}

void CompareView::showBytes(const weir::ByteDiff& diff)
{
    std::vector<HexPair::Span> spans;
    for (const weir::ByteSpan& span : diff.spans)
        spans.push_back({span.leftBegin, span.leftEnd, span.rightBegin, span.rightEnd, span.same});
    m_pair->setSpans(std::move(spans));
    const auto count = static_cast<qint64>(diff.differences());
    const auto sizeOf = [](const weir::OptionalBytes& bytes) {
        return bytes ? sizeText(static_cast<qint64>(bytes->size())) : QStringLiteral("NULL");
    };
    QString words = count == 0 ? tr("No differing bytes") : countedText(count, tr("1 place differs"), tr("%1 places differ"));
    words += tr(" · %1 and %2").arg(sizeOf(bytesOf(*m_left)), sizeOf(bytesOf(*m_right)));
    if (diff.coarse)
        words += tr(" · shown coarsely, because much of it differs");
    m_bytesSummary->setText(words);
    m_next->setEnabled(count > 0);
}

void CompareView::showNextDifference()
{
    m_pair->showNextDifference();
}

HexView* CompareView::leftBytes() const { return m_pair->left(); }
HexView* CompareView::rightBytes() const { return m_pair->right(); }

QString CompareView::summary() const
{
    return m_fieldsTask.isRunning() ? QString() : m_summary->fullText();
}

QString CompareView::bytesSummary() const
{
    return m_bytesTask.isRunning() ? QString() : m_bytesSummary->fullText();
}

} // namespace weir::ui
