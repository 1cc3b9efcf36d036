// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/archive_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QStandardPaths>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

constexpr int steps = 1'000;

QString proposedFile()
{
    // The folder for downloads is a promise of the desktop, not of the file system.
    QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    if (!QFileInfo(folder).isDir())
        folder = QDir::homePath();
    return QDir(folder).filePath(QStringLiteral("dead-letters-%1.ndjson").arg(QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmm"))));
}

} // namespace

ArchiveDialog::ArchiveDialog(PageContext context, std::vector<LetterPlace> places, const QString& title, QWidget* parent)
    : QDialog(parent),
      m_context(std::move(context)),
      m_places(std::make_shared<const std::vector<LetterPlace>>(std::move(places))),
      m_file(new QLineEdit(this)),
      m_browse(plainButton(tr("Browse…"), this)),
      m_sentence(new PlainLabel({}, PlainLabel::Look::Caption, this)),
      m_bar(new QProgressBar(this)),
      m_counts(new PlainLabel({}, PlainLabel::Look::Dim, this)),
      m_notice(new NoticeBar(this)),
      m_cancel(plainButton(tr("Cancel"), this)),
      m_write(primaryButton(tr("Archive"), this)),
      m_mailbox(std::make_shared<Mailbox>(this))
{
    setWindowTitle(tr("Archive dead letters"));
    resize(620, 280);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(Theme::gap);
    layout->addWidget(new PlainLabel(windowTitle(), PlainLabel::Look::Title, this));
    auto* what = new PlainLabel(tr("%1, with keys, values, headers and times as they are. The file can be replayed later, also after the topic has lost them.").arg(title),
                                PlainLabel::Look::Dim, this);
    what->setWordWrap(true);
    layout->addWidget(what);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    m_file->setAccessibleName(tr("File"));
    line->addWidget(m_file, 1);
    line->addWidget(m_browse);
    layout->addLayout(line);
    layout->addWidget(m_sentence);
    m_bar->setAccessibleName(tr("Progress of the archive"));
    m_bar->setTextVisible(false);
    m_bar->setRange(0, steps);
    m_bar->hide();
    m_counts->hide();
    m_notice->hide();
    for (QWidget* widget : std::initializer_list<QWidget*>{m_bar, m_counts, m_notice})
        layout->addWidget(widget);
    layout->addStretch(1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_write);
    layout->addLayout(buttons);
    m_write->setDefault(true);
    connect(m_browse, &QPushButton::clicked, this, &ArchiveDialog::browse);
    connect(m_file, &QLineEdit::textChanged, this, &ArchiveDialog::check);
    connect(m_cancel, &QPushButton::clicked, this, &ArchiveDialog::reject);
    connect(m_write, &QPushButton::clicked, this, &ArchiveDialog::start);
    setFile(proposedFile());
}

ArchiveDialog::~ArchiveDialog()
{
    m_stop.request_stop();
    m_mailbox->close();
}

void ArchiveDialog::setFile(const QString& path)
{
    m_file->setText(path);
    check();
}

void ArchiveDialog::browse()
{
    auto* dialog = new QFileDialog(this, tr("Archive to"), m_file->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    // The form itself says when a file would be replaced.
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    connect(dialog, &QFileDialog::fileSelected, this, &ArchiveDialog::setFile);
    dialog->open();
}

void ArchiveDialog::check()
{
    if (isRunning())
        return;
    const QFileInfo info(m_file->text().trimmed());
    QString reason;
    if (m_file->text().trimmed().isEmpty())
        reason = tr("Name the file to write.");
    else if (info.isDir())
        reason = tr("This is a folder; name a file in it.");
    else if (!info.absoluteDir().exists())
        reason = tr("There is no folder %1.").arg(info.absolutePath());
    const bool replaces = reason.isEmpty() && info.exists();
    m_sentence->setTone(!reason.isEmpty() ? Tone::Bad : replaces ? Tone::Warning : Tone::Neutral);
    m_sentence->setText(replaces ? tr("The file exists and will be replaced.") : reason);
    m_write->setEnabled(reason.isEmpty() && !m_places->empty());
}

void ArchiveDialog::start()
{
    m_stop = {};
    m_notice->hide();
    m_bar->setValue(0);
    m_bar->show();
    m_counts->setText(tr("Starting…"));
    m_counts->show();
    m_task.start(
        m_context.tasks,
        [cluster = m_context.cluster, places = m_places, path = std::filesystem::path(m_file->text().trimmed().toStdString()),
         stop = m_stop, mailbox = m_mailbox, dialog = this](std::stop_token token) mutable {
            // Cancel keeps the answer ("nothing was kept"), closing the dialog drops it; both stop the work.
            const std::stop_callback closed(token, [stop]() mutable { stop.request_stop(); });
            const auto progress = [mailbox, dialog](const ArchiveReport& report) {
                mailbox->post([dialog, report] { dialog->showProgress(report); });
            };
            return archiveLetters(*cluster, *places, path, progress, Call{Deadline::never(), stop.get_token()});
        },
        [this](const Result<ArchiveReport>& answer) { showEnd(answer); });
    for (QWidget* widget : std::initializer_list<QWidget*>{m_file, m_browse, m_write})
        widget->setEnabled(false);
}

void ArchiveDialog::showProgress(const ArchiveReport& report)
{
    if (!isRunning() || report.wanted == 0)
        return;
    m_bar->setValue(static_cast<int>(static_cast<double>(report.written) / static_cast<double>(report.wanted) * steps));
    m_counts->setText(tr("%1 of %2 letters, %3").arg(countText(report.written), countText(report.wanted), sizeText(report.bytes)));
}

void ArchiveDialog::showEnd(const Result<ArchiveReport>& answer)
{
    for (QWidget* widget : std::initializer_list<QWidget*>{m_file, m_browse})
        widget->setEnabled(true);
    m_bar->hide();
    m_counts->hide();
    m_cancel->setEnabled(true);
    m_cancel->setText(tr("Close"));
    m_cancel->setAccessibleName(tr("Close"));
    check();
    if (!answer) {
        m_notice->setNotice(Tone::Bad, sentenceOf(answer.error()), {}, errorDetails(answer.error()));
    } else if (answer->cancelled) {
        m_notice->setNotice(Tone::Warning, tr("Cancelled. Nothing was kept."), {}, {});
    } else if (answer->complete()) {
        m_notice->setNotice(Tone::Ok, tr("%1 written, %2.").arg(countedText(answer->written, tr("1 letter"), tr("%1 letters")), sizeText(answer->bytes)), {}, {});
        m_sentence->setText({});
    } else {
        m_notice->setNotice(Tone::Warning,
                            tr("%1 written, %2 not there any more or not readable. Kept as %3.")
                                .arg(countedText(answer->written, tr("1 letter"), tr("%1 letters")), countText(answer->missing),
                                     QFileInfo(QString::fromStdString(answer->file.string())).fileName()),
                            {}, failureDetails(answer->failures));
    }
    m_notice->show();
    m_cancel->setFocus();
}

void ArchiveDialog::reject()
{
    if (isRunning()) {
        m_stop.request_stop();
        m_cancel->setEnabled(false);
        m_counts->setText(tr("Cancelling…"));
        return;
    }
    QDialog::reject();
}

} // namespace weir::ui
