// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/filter.h"

#include <QtWidgets/QLineEdit>

#include <functional>
#include <optional>
#include <string>
#include <vector>

class QCompleter;
class QStringListModel;

namespace weir::ui {

/// The field of the filter bar: monospaced, keywords strong, the part that is wrong underlined. Ctrl+Space or typing
/// offers what may stand at the cursor; Up and Down walk through earlier filters while nothing is offered. GUI thread.
class FilterInput : public QLineEdit
{
    Q_OBJECT
public:
    explicit FilterInput(QWidget* parent = nullptr);

    /// Marks what is wrong, or nothing.
    void mark(const std::optional<weir::FilterError>& error);
    void setSeenFields(std::vector<std::string> paths, std::vector<std::string> headers);
    /// Asked for when somebody walks through earlier filters: newest first.
    void setHistory(std::function<QStringList()> history) { m_history = std::move(history); }
    [[nodiscard]] QCompleter* offers() const { return m_completer; }
    /// What may stand at the cursor, now, whether or not something was typed.
    void offer();

Q_SIGNALS:
    void escaped();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void offerWhileTyping();
    void accept(const QString& candidate);
    bool walk(int step);
    void applyFormats();

    std::optional<weir::FilterError> m_error;
    std::vector<std::string> m_paths;
    std::vector<std::string> m_headers;
    QStringListModel* m_model;
    QCompleter* m_completer;
    std::size_t m_replaceBegin = 0; ///< bytes of the text that a chosen candidate replaces
    std::size_t m_replaceEnd = 0;
    std::function<QStringList()> m_history;
    int m_walked = -1; ///< place in the history; -1: the draft
    QString m_draft;
    bool m_walking = false;
};

} // namespace weir::ui
