// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/republish_form.h"

#include "ui/widgets/plain_label.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>

namespace weir::ui {

RepublishForm::RepublishForm(const QString& origin, const QString& proposedBy, const FailureReport& report,
                             QWidget* parent)
    : QWidget(parent),
      m_origin(origin),
      m_target(new QComboBox(this)),
      m_partition(new QComboBox(this)),
      m_headers(new QComboBox(this)),
      m_addWeir(new QCheckBox(tr("Add weir-replay headers"), this))
{
    m_target->setEditable(true);
    m_target->setInsertPolicy(QComboBox::NoInsert);
    m_target->setAccessibleName(tr("Target topic"));
    m_target->lineEdit()->setAccessibleName(tr("Target topic"));
    m_target->lineEdit()->setPlaceholderText(tr("Name the target topic"));
    m_target->setEditText(origin);
    m_target->setFont(Theme::monoFont());
    m_partition->addItem(report.originPartition ? tr("Original partition (%1)").arg(*report.originPartition)
                                                : tr("Original partition"),
                         static_cast<int>(PartitionChoice::Original));
    m_partition->addItem(tr("By key"), static_cast<int>(PartitionChoice::ByKey));
    m_partition->setAccessibleName(tr("Partition"));
    m_headers->addItem(tr("Remove failure headers"), static_cast<int>(HeaderChoice::RemoveFailure));
    m_headers->addItem(tr("Keep all"), static_cast<int>(HeaderChoice::KeepAll));
    m_headers->addItem(tr("Remove all"), static_cast<int>(HeaderChoice::RemoveAll));
    m_headers->setAccessibleName(tr("Headers"));
    m_addWeir->setChecked(true);
    m_addWeir->setAccessibleName(m_addWeir->text());

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    addChoice(grid, 0, tr("Target topic"), m_target);
    addChoice(grid, 1, tr("Partition"), m_partition);
    addChoice(grid, 2, tr("Headers"), m_headers);
    grid->addWidget(new PlainLabel(proposedBy, PlainLabel::Look::Caption, this), 2, 0);
    grid->addWidget(m_addWeir, 2, 1, 1, 2, Qt::AlignRight);
    grid->setColumnStretch(0, 1);

    connect(m_target, &QComboBox::editTextChanged, this, &RepublishForm::changed);
    connect(m_partition, &QComboBox::currentIndexChanged, this, &RepublishForm::changed);
    connect(m_headers, &QComboBox::currentIndexChanged, this, &RepublishForm::changed);
    connect(m_addWeir, &QCheckBox::toggled, this, &RepublishForm::changed);
}

void RepublishForm::addChoice(QGridLayout* grid, int column, const QString& caption, QWidget* field)
{
    grid->addWidget(new PlainLabel(caption, PlainLabel::Look::Caption, this), 0, column);
    grid->addWidget(field, 1, column);
}

void RepublishForm::setTopics(const QStringList& topics)
{
    const QString typed = m_target->currentText();
    const QSignalBlocker quiet(m_target);
    m_target->clear();
    m_target->addItems(topics);
    m_target->setCurrentIndex(-1);
    m_target->setEditText(typed);
    m_target->completer()->setFilterMode(Qt::MatchContains);
    m_target->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_target->completer()->setCaseSensitivity(Qt::CaseInsensitive);
}

QString RepublishForm::target() const
{
    return m_target->currentText().trimmed();
}

RepublishOptions RepublishForm::options() const
{
    RepublishOptions options;
    // The proposal is left to the plan, which says how far the headers and the topic's name can be trusted.
    if (target() != m_origin)
        options.target = target().toStdString();
    options.partition = static_cast<PartitionChoice>(m_partition->currentData().toInt());
    options.headers = static_cast<HeaderChoice>(m_headers->currentData().toInt());
    options.addWeirHeaders = m_addWeir->isChecked();
    return options;
}

void RepublishForm::setLocked(bool locked)
{
    for (QWidget* field : std::initializer_list<QWidget*>{m_target, m_partition, m_headers, m_addWeir})
        field->setEnabled(!locked);
}

} // namespace weir::ui
