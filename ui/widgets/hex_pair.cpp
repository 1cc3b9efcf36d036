// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/hex_pair.h"

#include "ui/widgets/card.h"
#include "ui/widgets/theme.h"

#include <QtWidgets/QBoxLayout>

#include <algorithm>

namespace weir::ui {

HexPair::HexPair(const QString& leftName, const QString& rightName, QWidget* parent) : QWidget(parent)
{
    auto* sides = new QHBoxLayout(this);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setSpacing(Theme::gap);
    const auto side = [&](const QString& name) {
        auto* card = new Card(Card::Padding::None, this);
        card->body()->setContentsMargins(4, 4, 4, 4);
        auto* view = new HexView(name, card);
        card->body()->addWidget(view);
        sides->addWidget(card, 1);
        return view;
    };
    m_left = side(leftName);
    m_right = side(rightName);
    connect(m_left, &HexView::scrolled, this, [this](quint64 top) { follow(*m_right, static_cast<std::size_t>(top), true); });
    connect(m_right, &HexView::scrolled, this, [this](quint64 top) { follow(*m_left, static_cast<std::size_t>(top), false); });
}

void HexPair::setBytes(std::shared_ptr<const Bytes> left, std::shared_ptr<const Bytes> right)
{
    m_spans.clear();
    m_shown.reset();
    m_left->setBytes(std::move(left));
    m_right->setBytes(std::move(right));
}

void HexPair::setSpans(std::vector<Span> spans)
{
    m_spans = std::move(spans);
    m_shown.reset();
    std::vector<HexView::Mark> lefts;
    std::vector<HexView::Mark> rights;
    for (const Span& span : m_spans) {
        if (span.same)
            continue;
        lefts.push_back({span.leftBegin, span.leftEnd});
        rights.push_back({span.rightBegin, span.rightEnd});
    }
    m_left->setMarks(std::move(lefts));
    m_right->setMarks(std::move(rights));
}

void HexPair::follow(HexView& other, std::size_t offset, bool fromLeft)
{
    if (m_following || m_spans.empty())
        return;
    m_following = true;
    for (const Span& span : m_spans) {
        const std::size_t begin = fromLeft ? span.leftBegin : span.rightBegin;
        const std::size_t end = fromLeft ? span.leftEnd : span.rightEnd;
        if (offset >= end && &span != &m_spans.back())
            continue;
        const std::size_t otherBegin = fromLeft ? span.rightBegin : span.leftBegin;
        const std::size_t otherEnd = fromLeft ? span.rightEnd : span.leftEnd;
        other.scrollToOffset(std::min(otherBegin + (offset > begin ? offset - begin : 0), otherEnd));
        break;
    }
    m_following = false;
}

void HexPair::showNextDifference()
{
    const std::size_t count = m_spans.size();
    std::size_t at = m_shown ? *m_shown + 1 : 0;
    for (std::size_t i = 0; i < count && m_spans[at % count].same; ++i)
        ++at;
    if (count == 0 || m_spans[at % count].same)
        return;
    m_shown = at % count;
    const Span& next = m_spans[*m_shown];
    m_following = true;
    m_left->moveCursorTo(next.leftBegin);
    m_right->moveCursorTo(next.rightBegin);
    m_following = false;
}

} // namespace weir::ui
