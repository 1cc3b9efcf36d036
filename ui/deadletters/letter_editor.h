// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/record_edit.h"

#include <QtWidgets/QWidget>

#include <memory>
#include <vector>

class QVBoxLayout;

namespace weir::ui {

class BytesEdit;
class PlainLabel;

/// Key, value and headers of one dead letter, to be changed before it is sent. Only what was changed here is replaced;
/// headers that a text field would change can be removed, not typed. GUI thread.
class LetterEditor : public QWidget
{
    Q_OBJECT
public:
    explicit LetterEditor(QWidget* parent = nullptr);
    ~LetterEditor() override;

    void setLetter(const Record& letter);
    /// Empty when nothing was changed. InvalidInput says what is wrong.
    [[nodiscard]] Result<RecordEdit> edit() const;

Q_SIGNALS:
    void changed();

private:
    struct HeaderRow;
    HeaderRow& addHeader(const Header& header, bool own);
    void removeHeader(const HeaderRow* row);
    void nameHeaders();
    [[nodiscard]] Headers headers() const;

    Headers m_original;
    BytesEdit* m_key;
    BytesEdit* m_value;
    QVBoxLayout* m_list;
    PlainLabel* m_none;
    std::vector<std::unique_ptr<HeaderRow>> m_rows;
};

} // namespace weir::ui
