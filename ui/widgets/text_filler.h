// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>

#include <string_view>
#include <vector>

class QPlainTextEdit;
class QTextDocument;

namespace weir::ui {

/// Puts a long text into a text field piece by piece, one piece each turn of the event loop, because 20 MB at once would
/// stop the window for seconds; a large text that was there is taken apart in the same way, in a document of its own.
/// GUI thread; a child of the field.
class TextFiller : public QObject
{
    Q_OBJECT
public:
    explicit TextFiller(QPlainTextEdit* field);

    /// UTF-8 as pieces of about 24 KiB that end at line ends, with lines above 4 kB broken: a text layout needs 400 ms for
    /// one line of 325 KB. Never inside a character. Pure; for the worker.
    [[nodiscard]] static std::vector<QString> pieces(std::string_view utf8);

    /// Replaces the text. The first piece is there at once.
    void fill(std::vector<QString> pieces);
    /// Removes the text and forgets what was to come.
    void clear();
    [[nodiscard]] bool isFilling() const { return m_next < m_pieces.size(); }

Q_SIGNALS:
    /// The field has another document than before; what hangs on the old one is void.
    void documentChanged();

private:
    void step();
    void addNext();
    void takeApartNext();
    void emptyField();

    QPlainTextEdit* m_field;
    std::vector<QString> m_pieces;
    std::size_t m_next = 0;
    std::vector<QTextDocument*> m_old; ///< no longer shown, being taken apart
    QTimer m_timer;
};

} // namespace weir::ui
