// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/hex_view.h"

#include <QtWidgets/QWidget>

#include <optional>

namespace weir::ui {

/// Two byte strings side by side in hexadecimal, which scroll together along what they have in common. What differs is
/// marked by whoever compared them. GUI thread.
class HexPair : public QWidget
{
    Q_OBJECT
public:
    /// Bytes of the left beside bytes of the right: the same ones, or one instead of the other. In order, without gaps.
    struct Span {
        std::size_t leftBegin = 0;
        std::size_t leftEnd = 0;
        std::size_t rightBegin = 0;
        std::size_t rightEnd = 0;
        bool same = false;
    };

    HexPair(const QString& leftName, const QString& rightName, QWidget* parent = nullptr);

    /// nullptr: nothing. Removes the spans.
    void setBytes(std::shared_ptr<const Bytes> left, std::shared_ptr<const Bytes> right);
    void setSpans(std::vector<Span> spans);
    /// Moves both cursors to the next difference, from the last to the first.
    void showNextDifference();
    [[nodiscard]] HexView* left() const { return m_left; }
    [[nodiscard]] HexView* right() const { return m_right; }

private:
    void follow(HexView& other, std::size_t offset, bool fromLeft);

    HexView* m_left;
    HexView* m_right;
    std::vector<Span> m_spans;
    std::optional<std::size_t> m_shown; ///< the span where "next difference" stands
    bool m_following = false;
};

} // namespace weir::ui
