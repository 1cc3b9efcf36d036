// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"
#include "ui/deadletters/letter_archive.h"
#include "ui/widgets/page.h"

#include <QtWidgets/QDialog>

#include <memory>

class QLineEdit;
class QProgressBar;
class QPushButton;

namespace weir::ui {

class NoticeBar;
class PlainLabel;

/// Writes chosen dead letters into a file that loses nothing and can be replayed later: asks for the file, shows progress, and
/// at the end what was and was not written. Closing it while it runs cancels. Shown with open(). GUI thread.
class ArchiveDialog : public QDialog
{
    Q_OBJECT
public:
    /// `title` says what was chosen.
    ArchiveDialog(PageContext context, std::vector<LetterPlace> places, const QString& title, QWidget* parent = nullptr);
    ~ArchiveDialog() override;

    void setFile(const QString& path);
    [[nodiscard]] bool isRunning() const { return m_task.isRunning(); }
    void reject() override;

private:
    void browse();
    void check();
    void start();
    void showProgress(const ArchiveReport& report);
    void showEnd(const Result<ArchiveReport>& answer);

    PageContext m_context;
    std::shared_ptr<const std::vector<LetterPlace>> m_places;
    QLineEdit* m_file;
    QPushButton* m_browse;
    PlainLabel* m_sentence;
    QProgressBar* m_bar;
    PlainLabel* m_counts;
    NoticeBar* m_notice;
    QPushButton* m_cancel;
    QPushButton* m_write;
    std::stop_source m_stop;
    std::shared_ptr<Mailbox> m_mailbox;
    LatestTask m_task;
};

} // namespace weir::ui
