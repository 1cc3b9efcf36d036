// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/save_template_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace weir::ui {

SaveTemplateDialog::SaveTemplateDialog(TemplateLibrary& library, const EventTemplate& value, QWidget* parent)
    : QDialog(parent), m_library(library), m_value(value)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Save as template"));
    setMinimumWidth(460);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(6);
    layout->addWidget(new PlainLabel(windowTitle(), PlainLabel::Look::Title, this));
    auto* where = new PlainLabel(tr("A text file in %1, made to be kept in version control.").arg(library.folder()), PlainLabel::Look::Dim, this);
    where->setWordWrap(true);
    layout->addWidget(where);
    layout->addSpacing(6);
    makeFields();
    m_notice = new NoticeBar(this);
    m_notice->hide();
    layout->addWidget(m_notice);
    layout->addSpacing(6);
    makeButtons();
    connect(m_notice, &NoticeBar::actionRequested, this, [this] { save(TemplateLibrary::Expect::Anything); });
    connect(&m_library, &TemplateLibrary::saved, this, [this] {
        if (m_saving)
            accept();
    });
    connect(&m_library, &TemplateLibrary::saveFailed, this, [this](const EventTemplate&, const weir::Error& error) {
        if (m_saving)
            savingFailed(error);
    });
    m_name->setFocus();
    m_name->selectAll();
}

void SaveTemplateDialog::makeFields()
{
    auto* column = static_cast<QVBoxLayout*>(layout());
    m_name = new QLineEdit(this);
    m_name->setAccessibleName(tr("Name"));
    const std::string& proposed = !m_value.name.empty() ? m_value.name : !m_value.eventType.empty() ? m_value.eventType : m_value.topic;
    m_name->setText(QString::fromStdString(proposed));
    m_folder = new QComboBox(this);
    m_folder->setEditable(true);
    m_folder->setAccessibleName(tr("Folder"));
    m_folder->lineEdit()->setAccessibleName(tr("Folder"));
    m_folder->lineEdit()->setPlaceholderText(tr("none"));
    QStringList folders;
    for (const LibraryTemplate& one : m_library.templates()) {
        if (!one.shipped && !one.value.folder.empty())
            folders << QString::fromStdString(one.value.folder);
    }
    folders.removeDuplicates();
    m_folder->addItems(folders);
    m_folder->setEditText(QString::fromStdString(m_value.folder));
    m_about = new QLineEdit(this);
    m_about->setAccessibleName(tr("What it is about"));
    m_about->setText(QString::fromStdString(m_value.about));
    m_about->setPlaceholderText(tr("One line for whoever opens it next"));
    const auto add = [&](const QString& caption, QWidget* field) {
        column->addWidget(new PlainLabel(caption, PlainLabel::Look::Caption, this));
        column->addWidget(field);
    };
    add(tr("Name"), m_name);
    add(tr("Folder"), m_folder);
    add(tr("What it is about"), m_about);
    connect(m_name, &QLineEdit::textChanged, this, [this](const QString& text) { m_save->setEnabled(!text.trimmed().isEmpty()); });
}

void SaveTemplateDialog::makeButtons()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addStretch(1);
    auto* cancel = plainButton(tr("Cancel"), this);
    m_save = primaryButton(tr("Save template"), this);
    m_save->setDefault(true);
    m_save->setEnabled(!m_name->text().trimmed().isEmpty());
    row->addWidget(cancel);
    row->addWidget(m_save);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, [this] { save(TemplateLibrary::Expect::Nothing); });
}

EventTemplate SaveTemplateDialog::named() const
{
    EventTemplate value = m_value;
    value.name = m_name->text().trimmed().toStdString();
    value.folder = m_folder->currentText().trimmed().toStdString();
    value.about = m_about->text().trimmed().toStdString();
    return value;
}

void SaveTemplateDialog::save(TemplateLibrary::Expect expect)
{
    if (m_saving)
        return;
    m_saving = true;
    m_save->setEnabled(false);
    m_notice->hide();
    m_library.save(named(), expect);
}

void SaveTemplateDialog::savingFailed(const weir::Error& error)
{
    m_saving = false;
    m_save->setEnabled(true);
    const bool exists = error.kind == ErrorKind::AlreadyExists;
    m_notice->setNotice(exists ? Tone::Warning : Tone::Bad, sentenceOf(error), exists ? tr("Replace it") : QString(),
                        exists ? QString() : errorDetails(error));
    m_notice->show();
}

} // namespace weir::ui
