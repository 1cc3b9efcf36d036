// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>

#include <string_view>
#include <vector>

class QPlainTextEdit;

namespace weir::ui {

/// Puts a long text into a text field piece by piece, one piece each turn of the event loop, because 20 MB at once would
/// stop the window for seconds. GUI thread; a child of the field.
class TextFiller : public QObject
{
    Q_OBJECT
public:
    explicit TextFiller(QPlainTextEdit* field);

    /// UTF-8 as pieces of about 72 KiB that end at line ends, with lines above 4 kB broken: a text layout needs 400 ms for
    /// one line of 325 KB. Never inside a character. Pure; for the worker.
    [[nodiscard]] static std::vector<QString> pieces(std::string_view utf8);

    /// Replaces the text. The first piece is there at once.
    void fill(std::vector<QString> pieces);
    /// Removes the text and forgets what was to come.
    void clear();
    [[nodiscard]] bool isFilling() const { return m_timer.isActive(); }

private:
    void addNext();
    void emptyField();

    QPlainTextEdit* m_field;
    std::vector<QString> m_pieces;
    std::size_t m_next = 0;
    QTimer m_timer;
};

} // namespace weir::ui
