// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/payload_highlighter.h"

#include "core/events/placeholder.h"

namespace weir::ui {
namespace {

/// Spans count in bytes of UTF-8, editors in UTF-16.
int unitsBefore(const std::string& bytes, std::size_t end)
{
    return static_cast<int>(QString::fromUtf8(bytes.data(), static_cast<qsizetype>(std::min(end, bytes.size()))).size());
}

} // namespace

void PayloadHighlighter::setColours(const Theme& theme)
{
    const bool other = m_colours != &theme;
    m_colours = &theme;
    setTheme(theme);
    if (other)
        rehighlight();
}

void PayloadHighlighter::setKind(bool json, bool placeholders)
{
    if (json == m_json && placeholders == m_placeholders)
        return;
    m_json = json;
    m_placeholders = placeholders;
    setEnabled(json);
    rehighlight();
}

void PayloadHighlighter::highlightBlock(const QString& text)
{
    JsonHighlighter::highlightBlock(text);
    if (!m_placeholders || !text.contains(QLatin1String("{{")))
        return;
    const std::string bytes = text.toStdString();
    for (const PlaceholderSpan& span : findPlaceholders(bytes)) {
        QTextCharFormat format;
        if (span.problem.empty()) {
            format.setForeground(m_colours->accentText);
            format.setBackground(m_colours->accentTint);
        } else {
            format.setForeground(m_colours->badText);
            format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
            format.setUnderlineColor(m_colours->bad);
        }
        const int begin = unitsBefore(bytes, span.begin);
        setFormat(begin, unitsBefore(bytes, span.begin + span.length) - begin, format);
    }
}

QString placeholderProblemAt(const QString& text, int position)
{
    const std::string bytes = text.toStdString();
    for (const PlaceholderSpan& span : findPlaceholders(bytes)) {
        if (position >= unitsBefore(bytes, span.begin) && position < unitsBefore(bytes, span.begin + span.length))
            return QString::fromStdString(span.problem);
    }
    return {};
}

} // namespace weir::ui
