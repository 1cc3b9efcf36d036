// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"
#include "ui/events/import_choice.h"
#include "ui/widgets/table_model.h"

#include <QtCore/QTimer>
#include <QtWidgets/QDialog>

#include <memory>
#include <optional>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace weir::ui {

class CsvMappingForm;
class DataTable;
class NoticeBar;
class PlainLabel;

/// Prepares an import: how the file is written, where its records go, what the first of them become. Reads the file on
/// workers only. startWanted() comes once, then it closes. Show it with open(). GUI thread.
class ImportDialog : public QDialog
{
    Q_OBJECT
public:
    ImportDialog(PageContext context, const QString& file, QWidget* parent = nullptr);
    ~ImportDialog() override;

    /// Why it cannot be started now; empty when it can.
    [[nodiscard]] QString whyNot() const;

Q_SIGNALS:
    void startWanted(const weir::ui::RunRequest& request);

private:
    QWidget* makeFile();
    QWidget* makeFormat();
    QWidget* makeTarget();
    QWidget* makePace();
    QWidget* makePreview();
    QWidget* makeButtons();
    void look();
    void loadTopics();
    void takeLook(Result<ImportLook> look);
    void choiceChanged();
    void preview();
    void showState();
    void showRows();
    void start();
    [[nodiscard]] ImportFormat format() const;
    [[nodiscard]] ImportChoice choice() const;
    [[nodiscard]] RunPlan plan() const;
    [[nodiscard]] QString sentence() const;

    PageContext m_context;
    QString m_file;
    std::optional<Result<ImportLook>> m_look;
    std::optional<Result<ImportPreview>> m_preview;
    bool m_stale = true; ///< the preview belongs to an earlier choice
    QTimer m_rest;
    LatestTask m_looking;
    LatestTask m_previewing;
    LatestTask m_listing;
    TableModel<ImportRow> m_rows;

    PlainLabel* m_about = nullptr;
    QComboBox* m_format = nullptr;
    QStackedWidget* m_details = nullptr;
    CsvMappingForm* m_csv = nullptr;
    QLineEdit* m_delimiter = nullptr;
    QCheckBox* m_emptyIsNull = nullptr;
    QCheckBox* m_own = nullptr;
    QComboBox* m_topic = nullptr;
    QCheckBox* m_keepPartition = nullptr;
    QCheckBox* m_keepTimestamp = nullptr;
    QComboBox* m_pace = nullptr;
    QSpinBox* m_rate = nullptr;
    QSpinBox* m_failures = nullptr;
    QWidget* m_tableCard = nullptr;
    DataTable* m_table = nullptr;
    PlainLabel* m_found = nullptr;
    NoticeBar* m_problem = nullptr;
    PlainLabel* m_sentence = nullptr;
    PlainLabel* m_reason = nullptr;
    QPushButton* m_start = nullptr;
};

} // namespace weir::ui
