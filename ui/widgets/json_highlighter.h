// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QtGui/QSyntaxHighlighter>

namespace weir::ui {

/// Colours names, strings, numbers and words of JSON, line by line, without parsing it. GUI thread.
class JsonHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT
public:
    explicit JsonHighlighter(QTextDocument* document);
    /// Off by default: text that is no JSON keeps one colour.
    void setEnabled(bool enabled);
    void setTheme(const Theme& theme);

protected:
    void highlightBlock(const QString& text) override;

private:
    bool m_enabled = false;
    const Theme* m_theme = &Theme::light();
};

} // namespace weir::ui
