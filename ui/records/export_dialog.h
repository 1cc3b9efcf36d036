// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/record_export.h"
#include "ui/async/latest_task.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QStringList>
#include <QtWidgets/QDialog>

#include <array>

class QComboBox;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QRadioButton;

namespace weir::ui {

class NoticeBar;
class PlainLabel;

/// What can be exported now; the parts that are absent are not offered.
struct ExportOffer {
    QString topic;
    QString rangeWords;                       ///< see describe(RangeChoice)
    std::optional<weir::ExportRange> range;   ///< the whole range, the filter included when one is set
    bool filtered = false;                    ///< `range` has a filter: "every record that matches"
    std::optional<weir::ExportChosen> hits;   ///< those found so far
    std::optional<weir::ExportChosen> selected;
    QStringList columns;                      ///< for CSV, in the notation of the filter language
};

/// Writes a file; blocks, on the pool. See exportToFile().
using ExportRun = std::function<weir::Result<weir::ExportReport>(const weir::ExportRequest&, const std::filesystem::path&,
                                                                 const weir::ExportProgress&, std::stop_token)>;
/// The run that reads from a cluster. No deadline: an export takes as long as it takes, and can be cancelled.
[[nodiscard]] ExportRun exportFrom(std::shared_ptr<weir::Cluster> cluster);

/// Asks what to export, in which format and where, then shows progress and, at the end, what was and was not written.
/// Closing it cancels. Shown with open(). GUI thread.
class ExportDialog : public QDialog
{
    Q_OBJECT
public:
    ExportDialog(std::shared_ptr<TaskPool> pool, ExportRun run, ExportOffer offer, QWidget* parent = nullptr);
    ~ExportDialog() override;

    void setFile(const QString& path);
    [[nodiscard]] bool isRunning() const { return m_task.isRunning(); }
    void reject() override;

private:
    QWidget* buildWhat();
    QWidget* buildForm();
    QWidget* buildProgress();
    QWidget* buildButtons();
    QRadioButton* addWhat(QLayout* layout, int id, const QString& text, bool offered);
    void browse();
    void formatChanged();
    void check();
    [[nodiscard]] QString obstacle() const;
    [[nodiscard]] weir::ExportRequest request() const;
    void start();
    void showProgress(const weir::ExportReport& report);
    void showEnd(const weir::Result<weir::ExportReport>& answer);
    void showReport(const weir::ExportReport& report);
    void setForm(bool enabled);
    void showFile();

    std::shared_ptr<TaskPool> m_pool;
    ExportRun m_run;
    ExportOffer m_offer;
    std::array<QRadioButton*, 3> m_what{};
    QComboBox* m_format = nullptr;
    QLineEdit* m_file = nullptr;
    QPushButton* m_browse = nullptr;
    QLineEdit* m_columns = nullptr;
    PlainLabel* m_columnsLabel = nullptr;
    PlainLabel* m_sentence = nullptr;
    PlainLabel* m_counts = nullptr;
    QProgressBar* m_bar = nullptr;
    NoticeBar* m_notice = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_show = nullptr;
    QString m_written;
    std::stop_source m_stop;
    QElapsedTimer m_since;
    std::shared_ptr<Mailbox> m_mailbox;
    LatestTask m_task;
};

} // namespace weir::ui
