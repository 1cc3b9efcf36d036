// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/letter_bytes_dialog.h"

#include "ui/deadletters/letter_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/hex_pair.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

enum Part { ValuePart, KeyPart };

std::shared_ptr<const Bytes> shared(const std::shared_ptr<const Record>& owner, const OptionalBytes& bytes)
{
    return bytes ? std::shared_ptr<const Bytes>(owner, &*bytes) : nullptr;
}

QString heading(const QString& what, const Record& record)
{
    return QStringLiteral("%1 · %2").arg(what, placeWords({{record.topic, record.partition}, record.offset}));
}

} // namespace

LetterBytesDialog::LetterBytesDialog(PageContext context, std::shared_ptr<const Record> source,
                                     std::shared_ptr<const Record> letter, QWidget* parent)
    : QDialog(parent),
      m_context(std::move(context)),
      m_source(std::move(source)),
      m_letter(std::move(letter)),
      m_pair(new HexPair(tr("Bytes of the source record"), tr("Bytes of the dead letter"), this)),
      m_summary(new PlainLabel({}, PlainLabel::Look::Dim, this)),
      m_next(plainButton(tr("&Next difference"), this)),
      m_parts(new QButtonGroup(this))
{
    setWindowTitle(tr("Source record and dead letter, byte by byte"));
    setAccessibleName(windowTitle());
    setModal(false);
    setSizeGripEnabled(true);
    resize(980, 560);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(Theme::gap);
    auto* line = new QHBoxLayout;
    line->setSpacing(6);
    for (const auto& [name, part] : {std::pair{tr("Value"), ValuePart}, std::pair{tr("Key"), KeyPart}}) {
        auto* chip = new Chip(name, this);
        chip->setChecked(part == ValuePart);
        m_parts->addButton(chip, part);
        line->addWidget(chip);
    }
    line->addWidget(m_summary, 1);
    m_next->setShortcut(Qt::Key_F8);
    line->addWidget(m_next);
    layout->addLayout(line);
    auto* headings = new QHBoxLayout;
    headings->setSpacing(Theme::gap);
    for (const QString& text : {heading(tr("Source record"), *m_source), heading(tr("Dead letter"), *m_letter)}) {
        auto* label = new PlainLabel(text, PlainLabel::Look::Strong, this);
        label->setElide(Qt::ElideMiddle);
        headings->addWidget(label, 1);
    }
    layout->addLayout(headings);
    layout->addWidget(m_pair, 1);
    connect(m_parts, &QButtonGroup::idClicked, this, [this](int part) { compare(part == KeyPart); });
    connect(m_next, &QPushButton::clicked, m_pair, &HexPair::showNextDifference);
    compare(false);
}

LetterBytesDialog::~LetterBytesDialog() = default;

void LetterBytesDialog::compare(bool key)
{
    const OptionalBytes& left = key ? m_source->key : m_source->value;
    const OptionalBytes& right = key ? m_letter->key : m_letter->value;
    m_next->setEnabled(false);
    m_pair->setBytes(shared(m_source, left), shared(m_letter, right));
    m_summary->setText(tr("Comparing…"));
    m_task.start(
        m_context.tasks,
        [source = m_source, letter = m_letter, &left, &right](std::stop_token stop) {
            const auto view = [](const OptionalBytes& bytes) { return bytes ? std::string_view(*bytes) : std::string_view(); };
            return diffBytes(view(left), view(right), std::move(stop));
        },
        [this, &left, &right](const ByteDiff& diff) { showDiff(diff, left, right); });
}

void LetterBytesDialog::showDiff(const ByteDiff& diff, const OptionalBytes& left, const OptionalBytes& right)
{
    std::vector<HexPair::Span> spans;
    for (const ByteSpan& span : diff.spans)
        spans.push_back({span.leftBegin, span.leftEnd, span.rightBegin, span.rightEnd, span.same});
    m_pair->setSpans(std::move(spans));
    const auto count = static_cast<qint64>(diff.differences());
    const auto sizeOf = [](const OptionalBytes& bytes) {
        return bytes ? sizeText(static_cast<qint64>(bytes->size())) : QStringLiteral("NULL");
    };
    QString words = count == 0 ? tr("No differing bytes") : countedText(count, tr("1 place differs"), tr("%1 places differ"));
    words += tr(" · %1 and %2").arg(sizeOf(left), sizeOf(right));
    if (diff.coarse)
        words += tr(" · shown coarsely, because much of it differs");
    m_summary->setText(words);
    m_next->setEnabled(count > 0);
}

QString LetterBytesDialog::summary() const
{
    return m_task.isRunning() ? QString() : m_summary->fullText();
}

} // namespace weir::ui
