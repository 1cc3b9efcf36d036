// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/export_dialog.h"

#include "ui/records/column_choice.h"
#include "ui/records/export_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QStandardPaths>
#include <QtCore/QUrl>
#include <QtGui/QDesktopServices>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QRadioButton>

namespace weir::ui {
namespace {

enum What { Range, Hits, Selected };
constexpr int steps = 1'000;

QString suffixOf(weir::ExportFormat format)
{
    switch (format) {
    case weir::ExportFormat::Ndjson: return QStringLiteral("ndjson");
    case weir::ExportFormat::Csv: return QStringLiteral("csv");
    case weir::ExportFormat::Raw: return QStringLiteral("txt");
    }
    return {};
}

QStringList split(const QString& columns) { return columns.split(QLatin1Char(','), Qt::SkipEmptyParts); }

PlainLabel* word(const QString& text, QWidget* parent) { return new PlainLabel(text, PlainLabel::Look::Dim, parent); }

} // namespace

ExportRun exportFrom(std::shared_ptr<weir::Cluster> cluster)
{
    return [cluster = std::move(cluster)](const weir::ExportRequest& request, const std::filesystem::path& path,
                                          const weir::ExportProgress& progress, std::stop_token stop) {
        return weir::exportToFile(*cluster, request, path, progress, weir::Call{weir::Deadline::never(), std::move(stop)});
    };
}

ExportDialog::ExportDialog(std::shared_ptr<TaskPool> pool, ExportRun run, ExportOffer offer, QWidget* parent)
    : QDialog(parent),
      m_pool(std::move(pool)),
      m_run(std::move(run)),
      m_offer(std::move(offer)),
      m_mailbox(std::make_shared<Mailbox>(this))
{
    setWindowTitle(tr("Export records"));
    resize(640, 400);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(14);
    layout->addWidget(new PlainLabel(windowTitle(), PlainLabel::Look::Title, this));
    layout->addWidget(buildWhat());
    layout->addWidget(buildForm());
    layout->addWidget(buildProgress());
    m_notice = new NoticeBar(this);
    m_notice->hide();
    layout->addWidget(m_notice);
    layout->addStretch(1);
    layout->addWidget(buildButtons());
    // The folder for downloads is a promise of the desktop, not of the file system.
    QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    if (!QFileInfo(folder).isDir())
        folder = QDir::homePath();
    // A topic may be called "..": only the characters of ordinary names go into the proposal.
    QString name = m_offer.topic;
    name.replace(QRegularExpression(QStringLiteral("[^A-Za-z0-9_.-]|^\\.+")), QStringLiteral("_"));
    setFile(QDir(folder).filePath(name + QStringLiteral(".ndjson")));
    formatChanged();
}

ExportDialog::~ExportDialog()
{
    m_stop.request_stop();
    m_mailbox->close();
}

QWidget* ExportDialog::buildWhat()
{
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    const auto count = [](const std::optional<weir::ExportChosen>& chosen) {
        return countedText(chosen ? static_cast<qint64>(chosen->places.size()) : 0, tr("1 record"), tr("%1 records"));
    };
    addWhat(column, Range, m_offer.filtered ? tr("Every record of the range that matches the filter") : tr("The whole range"),
            m_offer.range.has_value());
    addWhat(column, Hits, tr("The hits found so far: %1").arg(count(m_offer.hits)), m_offer.hits.has_value());
    addWhat(column, Selected, tr("The selected rows: %1").arg(count(m_offer.selected)), m_offer.selected.has_value());
    auto* of = word(tr("%1 · %2").arg(displayText(std::string_view(m_offer.topic.toStdString()), 249), m_offer.rangeWords), box);
    of->setElide(Qt::ElideRight);
    column->insertWidget(0, of);
    for (QRadioButton* one : m_what) {
        if (!one->isHidden()) {
            one->setChecked(true);
            break;
        }
    }
    return box;
}

QRadioButton* ExportDialog::addWhat(QLayout* layout, int id, const QString& text, bool offered)
{
    auto* radio = new QRadioButton(text, this);
    radio->setAccessibleName(text);
    radio->setVisible(offered);
    layout->addWidget(radio);
    m_what[static_cast<std::size_t>(id)] = radio;
    return radio;
}

QWidget* ExportDialog::buildForm()
{
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    m_format = new QComboBox(box);
    m_format->setAccessibleName(tr("Format"));
    m_format->addItem(tr("NDJSON: nothing is lost, can be read back"), static_cast<int>(weir::ExportFormat::Ndjson));
    m_format->addItem(tr("CSV: for spreadsheets, formulas made harmless"), static_cast<int>(weir::ExportFormat::Csv));
    m_format->addItem(tr("Raw values: one a line, as they are"), static_cast<int>(weir::ExportFormat::Raw));
    m_file = new QLineEdit(box);
    m_file->setAccessibleName(tr("File"));
    m_browse = plainButton(tr("Browse…"), box);
    m_columns = new QLineEdit(box);
    m_columns->setFont(Theme::monoFont());
    m_columns->setAccessibleName(tr("Further columns"));
    m_columns->setPlaceholderText(tr("none; or value.data.amount, header[\"source\"]"));
    // The formatter has columns of its own for these.
    QStringList own;
    for (const QString& column : m_offer.columns) {
        if (!usualColumns().contains(column) || column.startsWith(QLatin1String("value.")))
            own << column;
    }
    m_columns->setText(own.join(QStringLiteral(", ")));
    m_columnsLabel = word(tr("Further columns"), box);
    m_sentence = new PlainLabel({}, PlainLabel::Look::Caption, box);
    m_sentence->setWordWrap(true);
    grid->addWidget(word(tr("Format"), box), 0, 0);
    grid->addWidget(m_format, 0, 1, 1, 2);
    grid->addWidget(word(tr("File"), box), 1, 0);
    grid->addWidget(m_file, 1, 1);
    grid->addWidget(m_browse, 1, 2);
    grid->addWidget(m_columnsLabel, 2, 0);
    grid->addWidget(m_columns, 2, 1, 1, 2);
    grid->addWidget(m_sentence, 3, 1, 1, 2);
    grid->setColumnStretch(1, 1);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::formatChanged);
    connect(m_file, &QLineEdit::textChanged, this, &ExportDialog::check);
    connect(m_columns, &QLineEdit::textChanged, this, &ExportDialog::check);
    connect(m_browse, &QPushButton::clicked, this, &ExportDialog::browse);
    return box;
}

QWidget* ExportDialog::buildProgress()
{
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_bar = new QProgressBar(box);
    m_bar->setAccessibleName(tr("Progress of the export"));
    m_bar->setTextVisible(false);
    m_bar->setRange(0, steps);
    m_counts = new PlainLabel({}, PlainLabel::Look::Dim, box);
    column->addWidget(m_bar);
    column->addWidget(m_counts);
    m_bar->hide();
    m_counts->hide();
    return box;
}

QWidget* ExportDialog::buildButtons()
{
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_show = linkButton(tr("Show file"), box);
    m_show->hide();
    m_cancel = plainButton(tr("Cancel"), box);
    m_export = primaryButton(tr("Export"), box);
    m_export->setDefault(true);
    row->addWidget(m_show);
    row->addStretch(1);
    row->addWidget(m_cancel);
    row->addWidget(m_export);
    connect(m_show, &QPushButton::clicked, this, &ExportDialog::showFile);
    connect(m_cancel, &QPushButton::clicked, this, &ExportDialog::reject);
    connect(m_export, &QPushButton::clicked, this, &ExportDialog::start);
    return box;
}

void ExportDialog::setFile(const QString& path)
{
    m_file->setText(path);
}

void ExportDialog::browse()
{
    auto* dialog = new QFileDialog(this, tr("Export to"), m_file->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    // The form itself says when a file would be replaced.
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    connect(dialog, &QFileDialog::fileSelected, this, &ExportDialog::setFile);
    dialog->open();
}

void ExportDialog::formatChanged()
{
    const auto format = static_cast<weir::ExportFormat>(m_format->currentData().toInt());
    const bool csv = format == weir::ExportFormat::Csv;
    m_columns->setVisible(csv);
    m_columnsLabel->setVisible(csv);
    const QFileInfo info(m_file->text());
    if (QStringList{QStringLiteral("ndjson"), QStringLiteral("csv"), QStringLiteral("txt")}.contains(info.suffix()))
        m_file->setText(info.dir().filePath(info.completeBaseName() + QLatin1Char('.') + suffixOf(format)));
    check();
}

QString ExportDialog::obstacle() const
{
    const QFileInfo info(m_file->text().trimmed());
    if (m_file->text().trimmed().isEmpty())
        return tr("Name the file to write.");
    if (info.isDir())
        return tr("This is a folder; name a file in it.");
    if (!info.absoluteDir().exists())
        return tr("There is no folder %1.").arg(info.absolutePath());
    if (m_columns->isHidden())
        return {};
    for (const QString& column : split(m_columns->text())) {
        QString problem;
        if (readColumn(column, &problem).isEmpty())
            return tr("Column %1: %2").arg(column.trimmed(), problem);
    }
    return {};
}

void ExportDialog::check()
{
    // The fields are filled before the buttons are there.
    if (!m_export || isRunning())
        return;
    const QString reason = obstacle();
    m_export->setEnabled(reason.isEmpty());
    const bool replaces = reason.isEmpty() && QFileInfo::exists(m_file->text().trimmed());
    m_sentence->setTone(!reason.isEmpty() ? Tone::Bad : replaces ? Tone::Warning : Tone::Neutral);
    m_sentence->setText(!reason.isEmpty() ? reason : replaces ? tr("The file exists and will be replaced.") : QString());
}

weir::ExportRequest ExportDialog::request() const
{
    weir::ExportRequest request;
    if (m_what[Selected]->isChecked() && m_offer.selected)
        request.what = *m_offer.selected;
    else if (m_what[Hits]->isChecked() && m_offer.hits)
        request.what = *m_offer.hits;
    else if (m_offer.range)
        request.what = *m_offer.range;
    request.style.format = static_cast<weir::ExportFormat>(m_format->currentData().toInt());
    if (request.style.format == weir::ExportFormat::Csv) {
        for (const QString& column : split(m_columns->text())) {
            if (const auto path = weir::FieldPath::parse(column.trimmed().toStdString()))
                request.style.columns.push_back(*path);
        }
    }
    return request;
}

void ExportDialog::start()
{
    if (!obstacle().isEmpty() || isRunning())
        return;
    m_stop = {};
    m_since.start();
    m_notice->hide();
    m_show->hide();
    m_bar->setRange(0, 0);
    m_bar->show();
    m_counts->setText(tr("Starting…"));
    m_counts->show();
    m_task.start(
        m_pool,
        [run = m_run, request = request(), path = std::filesystem::path(m_file->text().trimmed().toStdString()), stop = m_stop,
         mailbox = m_mailbox, dialog = this](std::stop_token token) mutable {
            // Cancel keeps the answer ("nothing was kept"), closing the dialog drops it; both stop the work.
            const std::stop_callback closed(token, [stop]() mutable { stop.request_stop(); });
            const auto progress = [mailbox, dialog](const weir::ExportReport& report) {
                mailbox->post([dialog, report] { dialog->showProgress(report); });
            };
            return run(request, path, progress, stop.get_token());
        },
        [this](const weir::Result<weir::ExportReport>& answer) { showEnd(answer); });
    setForm(false);
}

void ExportDialog::showProgress(const weir::ExportReport& report)
{
    if (!isRunning())
        return;
    const auto share = exportShare(report);
    m_bar->setRange(0, share ? steps : 0);
    if (share)
        m_bar->setValue(static_cast<int>(*share * steps));
    m_counts->setText(exportProgressWords(report, m_since.elapsed()));
}

void ExportDialog::setForm(bool enabled)
{
    for (QWidget* widget : std::initializer_list<QWidget*>{m_what[0], m_what[1], m_what[2], m_format, m_file, m_browse, m_columns, m_export})
        widget->setEnabled(enabled);
    m_cancel->setText(enabled ? tr("Close") : tr("Cancel"));
    m_cancel->setAccessibleName(enabled ? tr("Close") : tr("Cancel the export"));
    m_cancel->setEnabled(true);
}

void ExportDialog::showEnd(const weir::Result<weir::ExportReport>& answer)
{
    setForm(true);
    m_bar->hide();
    m_counts->hide();
    m_written.clear();
    if (answer)
        showReport(*answer);
    else
        m_notice->setNotice(Tone::Bad, sentenceOf(answer.error()), {}, errorDetails(answer.error()));
    m_notice->show();
    check();
    // What was just written is no warning about what would be lost.
    if (!m_written.isEmpty())
        m_sentence->setText({});
    m_cancel->setFocus();
}

void ExportDialog::showReport(const weir::ExportReport& report)
{
    const ExportEnd end = describeExport(report);
    m_written = QString::fromStdString(report.file.string());
    const bool renamed = !m_written.isEmpty() && m_written != m_file->text().trimmed();
    m_notice->setNotice(end.tone, renamed ? tr("%1 Kept as %2.").arg(end.sentence, QFileInfo(m_written).fileName()) : end.sentence, {}, end.details);
    m_show->setVisible(!m_written.isEmpty());
}

void ExportDialog::showFile()
{
    // Folders open everywhere; how to point at one file in them differs from desktop to desktop.
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(m_written).absolutePath()));
}

void ExportDialog::reject()
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
