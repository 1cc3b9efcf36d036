// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/profile_form.h"

#include "ui/connections/connection_row.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_label.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStyle>

namespace weir::ui {
namespace {

/// The core's rule for one field: the others are filled with something that passes.
QString problemOf(weir::Profile profile)
{
    const auto checked = weir::checkProfile(profile);
    return checked ? QString() : sentenceOf(checked.error());
}

weir::Profile passingProfile()
{
    weir::Profile profile;
    profile.name = "x";
    profile.bootstrapServers = "localhost:9092";
    return profile;
}

} // namespace

ProfileForm::ProfileForm(QWidget* parent)
    : QWidget(parent),
      m_title(new PlainLabel({}, PlainLabel::Look::Strong, this)),
      m_reset(new QComboBox(this)),
      m_environment(new QComboBox(this)),
      m_readOnly(new QCheckBox(tr("&Read-only: Weir cannot change anything on this cluster"), this)),
      m_reason(new PlainLabel({}, PlainLabel::Look::Dim, this)),
      m_save(primaryButton(tr("&Save"), this)),
      m_test(plainButton(tr("&Test connection"), this)),
      m_cancel(plainButton(tr("&Cancel"), this))
{
    setAccessibleName(tr("Connection form"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addWidget(m_title);
    layout->addSpacing(8);
    addField(layout, m_name, tr("&Name"), tr("orders-staging"));
    addField(layout, m_servers, tr("&Bootstrap servers"), QStringLiteral("host:9092,host2:9092"));
    addField(layout, m_group, tr("&Group id"), QStringLiteral("weir"));
    for (const auto reset : {weir::OffsetReset::Earliest, weir::OffsetReset::Latest, weir::OffsetReset::None})
        m_reset->addItem(offsetResetText(reset), static_cast<int>(reset));
    addChoice(layout, m_reset, tr("&Offset reset"));
    for (const auto kind : {weir::Environment::Development, weir::Environment::Test, weir::Environment::Production})
        m_environment->addItem(environmentText(kind), static_cast<int>(kind));
    addChoice(layout, m_environment, tr("&Environment"));
    m_readOnly->setAccessibleName(tr("Read-only"));
    layout->addSpacing(6);
    layout->addWidget(m_readOnly);
    layout->addSpacing(10);
    buildButtons(layout);
    connect(m_environment, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT environmentChanged(profile().environment); });
    check();
}

void ProfileForm::buildButtons(QBoxLayout* layout)
{
    m_reason->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_save);
    row->addWidget(m_test);
    row->addStretch(1);
    row->addWidget(m_cancel);
    layout->addLayout(row);
    layout->addWidget(m_reason);
    connect(m_save, &QPushButton::clicked, this, &ProfileForm::saveRequested);
    connect(m_test, &QPushButton::clicked, this, &ProfileForm::testRequested);
    connect(m_cancel, &QPushButton::clicked, this, &ProfileForm::cancelled);
}

void ProfileForm::addField(QBoxLayout* layout, Field& field, const QString& label, const QString& example)
{
    QString name = label;
    name.remove(QLatin1Char('&'));
    field.edit = new QLineEdit(this);
    field.edit->setAccessibleName(name);
    field.edit->setPlaceholderText(example);
    field.problem = new PlainLabel({}, PlainLabel::Look::Caption, this);
    field.problem->setTone(Tone::Bad);
    field.problem->setWordWrap(true);
    field.problem->hide();
    auto* caption = new PlainLabel(label, PlainLabel::Look::Dim, this);
    caption->setAccessibleName(name);
    caption->setBuddy(field.edit);
    layout->addWidget(caption);
    layout->addWidget(field.edit);
    layout->addWidget(field.problem);
    layout->addSpacing(6);
    connect(field.edit, &QLineEdit::textEdited, this, [this, &field] {
        field.touched = true;
        check();
    });
    connect(field.edit, &QLineEdit::textChanged, this, &ProfileForm::check);
    connect(field.edit, &QLineEdit::returnPressed, this, [this] {
        if (m_save->isEnabled())
            Q_EMIT saveRequested();
    });
}

void ProfileForm::addChoice(QBoxLayout* layout, QComboBox* box, const QString& label)
{
    QString name = label;
    name.remove(QLatin1Char('&'));
    box->setAccessibleName(name);
    auto* caption = new PlainLabel(label, PlainLabel::Look::Dim, this);
    caption->setAccessibleName(name);
    caption->setBuddy(box);
    layout->addWidget(caption);
    layout->addWidget(box);
    layout->addSpacing(6);
}

void ProfileForm::edit(const QString& title, const weir::Profile& profile, const QSet<QString>& taken)
{
    m_taken = taken;
    m_title->setText(title);
    m_name.edit->setText(QString::fromStdString(profile.name));
    m_servers.edit->setText(QString::fromStdString(profile.bootstrapServers));
    m_group.edit->setText(QString::fromStdString(profile.groupId));
    for (Field* field : {&m_name, &m_servers, &m_group})
        field->touched = false;
    m_reset->setCurrentIndex(m_reset->findData(static_cast<int>(profile.offsetReset)));
    m_environment->setCurrentIndex(m_environment->findData(static_cast<int>(profile.environment)));
    m_readOnly->setChecked(profile.readOnly);
    setBusy(false);
    m_name.edit->setFocus();
    m_name.edit->selectAll();
}

weir::Profile ProfileForm::profile() const
{
    weir::Profile profile;
    profile.name = m_name.edit->text().trimmed().toStdString();
    profile.bootstrapServers = m_servers.edit->text().trimmed().toStdString();
    profile.groupId = m_group.edit->text().trimmed().toStdString();
    profile.offsetReset = static_cast<weir::OffsetReset>(m_reset->currentData().toInt());
    profile.environment = static_cast<weir::Environment>(m_environment->currentData().toInt());
    profile.readOnly = m_readOnly->isChecked();
    return profile;
}

QString ProfileForm::nameProblem() const
{
    weir::Profile probe = passingProfile();
    probe.name = profile().name;
    const QString problem = problemOf(probe);
    if (problem.isEmpty() && m_taken.contains(QString::fromStdString(probe.name)))
        return tr("Another connection has this name.");
    return problem;
}

QString ProfileForm::serversProblem() const
{
    weir::Profile probe = passingProfile();
    probe.bootstrapServers = profile().bootstrapServers;
    return problemOf(probe);
}

QString ProfileForm::groupProblem() const
{
    weir::Profile probe = passingProfile();
    probe.groupId = profile().groupId;
    return problemOf(probe);
}

QString ProfileForm::obstacle() const
{
    for (const QString& problem : {nameProblem(), serversProblem(), groupProblem()}) {
        if (!problem.isEmpty())
            return problem;
    }
    return {};
}

void ProfileForm::showProblem(Field& field, const QString& problem)
{
    const bool shown = field.touched && !problem.isEmpty();
    field.problem->setText(shown ? problem : QString());
    field.problem->setVisible(shown);
    field.edit->setAccessibleDescription(problem);
    field.edit->setProperty("look", shown ? QStringLiteral("invalid") : QString());
    field.edit->style()->unpolish(field.edit);
    field.edit->style()->polish(field.edit);
}

void ProfileForm::check()
{
    showProblem(m_name, nameProblem());
    showProblem(m_servers, serversProblem());
    showProblem(m_group, groupProblem());
    const QString reason = obstacle();
    m_save->setEnabled(reason.isEmpty() && !m_busy);
    m_save->setAccessibleDescription(reason);
    m_test->setEnabled(serversProblem().isEmpty() && !m_busy);
    m_reason->setText(reason);
    m_reason->setVisible(!reason.isEmpty());
}

void ProfileForm::setBusy(bool busy)
{
    m_busy = busy;
    check();
}

void ProfileForm::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT cancelled();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace weir::ui
