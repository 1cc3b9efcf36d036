// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/partial.h"

#include <QtCore/QDateTime>
#include <QtWidgets/QWidget>

#include <vector>

class QStackedLayout;

namespace weir::ui {

class NoticeBar;
class StatePanel;

/// Shows a page's content, or one of: loading, empty, no permission, failed. Above the content a slim bar says when what
/// is shown is old (stale) or not everything could be read (partial). GUI thread. Starts as loading without words.
class StateView : public QWidget
{
    Q_OBJECT
public:
    enum class State { Loading, Content, Empty, NoPermission, Failed };

    /// Takes ownership of the content.
    explicit StateView(QWidget* content, QWidget* parent = nullptr);

    void showLoading(const QString& text);
    /// Shows the content and removes the stale and partial bars.
    void showContent();
    /// `actionText` may be empty; otherwise one button that emits actionRequested().
    void showEmpty(const QString& title, const QString& text, const QString& actionText = {});
    /// ErrorKind::NotAuthorized gets the no-permission look. Everything else: sentence, detail, Retry, Copy details.
    void showError(const weir::Error& error);
    /// Keeps the content visible and says that it is from `since` and why; Retry in the bar.
    void showStale(const weir::Error& error, const QDateTime& since);
    /// Shows the content and how many of `total` subjects are missing, with each reason. An empty list removes the bar.
    /// `what` names the subjects: "groups".
    void showPartial(const std::vector<weir::Failure>& failures, std::size_t total, const QString& what);
    /// The usual end of a failed refresh: stale when content is shown since `since`, the error look otherwise.
    void showFailure(const weir::Error& error, const QDateTime& since);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isStale() const;
    [[nodiscard]] bool isPartial() const;

Q_SIGNALS:
    void retryRequested();
    void actionRequested();

private:
    void setState(State state);

    State m_state = State::Loading;
    NoticeBar* m_stale;
    NoticeBar* m_partial;
    QStackedLayout* m_stack;
    QWidget* m_content;
    StatePanel* m_panel;
};

} // namespace weir::ui
