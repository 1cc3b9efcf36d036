// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"

#include <QtCore/QString>
#include <QtWidgets/QWidget>

#include <optional>

class QCheckBox;
class QPlainTextEdit;

namespace weir::ui {

class JsonHighlighter;
class PlainLabel;

/// True when a text editor gives these bytes back exactly: UTF-8 without CR, NUL, no-break spaces and the like, which Qt's
/// editors replace or swallow. Pure.
[[nodiscard]] bool editableAsText(std::string_view bytes);

/// A key or value being changed: as text where an editor keeps the bytes, else as hexadecimal digits. JSON is checked
/// against being broken. What was not touched is not replaced. GUI thread.
class BytesEdit : public QWidget
{
    Q_OBJECT
public:
    /// Larger ones are not edited as a whole; field operations serve them.
    static constexpr std::size_t mostBytes = std::size_t{64} << 10U;

    explicit BytesEdit(const QString& caption, int lines, QWidget* parent = nullptr);

    void setOriginal(const OptionalBytes& bytes);
    /// nullopt: as it was. InvalidInput when what is typed makes no bytes, or JSON would be broken.
    [[nodiscard]] Result<std::optional<OptionalBytes>> replacement() const;

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent* event) override;

private:
    void check();
    enum class Notation { Text, Json, Hex, TooLarge };
    QString m_caption;
    OptionalBytes m_original;
    QString m_shown; ///< the original in its notation
    Notation m_notation = Notation::Text;
    QCheckBox* m_null;
    PlainLabel* m_state;
    QPlainTextEdit* m_text;
    JsonHighlighter* m_highlighter;
    PlainLabel* m_problem;
};

} // namespace weir::ui
