// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/play_setup.h"

#include "ui/events/play_rule_editor.h"
#include "ui/events/play_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QStringListModel>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

namespace weir::ui {

PlaySetup::PlaySetup(QWidget* parent)
    : Card(Padding::Normal, parent), m_names(new QStringListModel(this)), m_completer(new QCompleter(m_names, this))
{
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setFilterMode(Qt::MatchContains);
    body()->setSpacing(10);
    body()->addWidget(makePresets());
    body()->addWidget(makeFields());
    m_rules = new PlayRuleEditor(this);
    body()->addWidget(m_rules);
    connect(m_rules, &PlayRuleEditor::changed, this, &PlaySetup::changed);
}

QWidget* PlaySetup::makePresets()
{
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(new PlainLabel(tr("Behaves"), PlainLabel::Look::Caption, box));
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    for (const PlayPreset& preset : playPresets()) {
        auto* button = plainButton(preset.name, box);
        button->setToolTip(plainToolTip(preset.about));
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, preset] {
            m_members->setValue(preset.members);
            m_flap->setValue(static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(preset.flapEvery).count()));
            m_rules->setRules(preset.rules);
        });
    }
    row->addStretch(1);
    column->addLayout(row);
    return box;
}

QWidget* PlaySetup::makeFields()
{
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    const auto add = [&](int row, int column, int span, const QString& caption, QWidget* field) {
        field->setAccessibleName(caption);
        field->setMinimumWidth(64); // the widest number must not make the form wide
        field->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        grid->addWidget(new PlainLabel(caption, PlainLabel::Look::Caption, box), 2 * row, column, 1, span);
        grid->addWidget(field, 2 * row + 1, column, 1, span);
    };
    m_group = new QLineEdit(QStringLiteral("weir-play"), box);
    m_topics = new QLineEdit(box);
    m_topics->setPlaceholderText(tr("orders, payments"));
    m_completer->setWidget(m_topics);
    m_reset = new QComboBox(box);
    m_reset->addItems({tr("Newest"), tr("Oldest")});
    m_members = new QSpinBox(box);
    m_members->setRange(1, 8);
    m_tries = new QSpinBox(box);
    m_tries->setRange(1, 100);
    m_tries->setValue(3);
    m_backoff = new QDoubleSpinBox(box);
    m_backoff->setRange(0, 3600);
    m_backoff->setValue(1);
    m_backoff->setDecimals(1);
    m_backoff->setSuffix(tr(" s"));
    m_backoff->setToolTip(plainToolTip(tr("Doubled with every try: 2 s, 4 s, 8 s from 1 s on.")));
    m_rate = new QDoubleSpinBox(box);
    m_rate->setRange(0, 100'000);
    m_rate->setDecimals(1);
    m_rate->setSpecialValueText(tr("no limit"));
    m_rate->setSuffix(tr(" /s"));
    m_flap = new QSpinBox(box);
    m_flap->setRange(0, 3600);
    m_flap->setSpecialValueText(tr("never"));
    m_flap->setSuffix(tr(" s"));
    add(0, 0, 1, tr("Group"), m_group);
    add(0, 1, 2, tr("Topics"), m_topics);
    add(1, 0, 1, tr("Start at"), m_reset);
    add(1, 1, 1, tr("Members"), m_members);
    add(1, 2, 1, tr("One more comes and goes every"), m_flap);
    add(2, 0, 1, tr("Tries"), m_tries);
    add(2, 1, 1, tr("Back-off"), m_backoff);
    add(2, 2, 1, tr("Rate of each member"), m_rate);
    for (int column = 0; column < 3; ++column)
        grid->setColumnStretch(column, 1);
    m_reset->setToolTip(plainToolTip(tr("Where the group has committed nothing yet.")));
    for (QLineEdit* line : {m_group, m_topics})
        connect(line, &QLineEdit::textChanged, this, &PlaySetup::changed);
    for (QSpinBox* spin : {m_members, m_tries, m_flap})
        connect(spin, &QSpinBox::valueChanged, this, &PlaySetup::changed);
    for (QDoubleSpinBox* spin : {m_backoff, m_rate})
        connect(spin, &QDoubleSpinBox::valueChanged, this, &PlaySetup::changed);
    connect(m_topics, &QLineEdit::textEdited, this, [this](const QString& text) {
        const QString last = text.section(QLatin1Char(','), -1).trimmed();
        m_completer->setCompletionPrefix(last);
        if (last.isEmpty() || m_completer->completionCount() == 0)
            m_completer->popup()->hide();
        else
            m_completer->complete();
    });
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, &PlaySetup::complete);
    return box;
}

/// Only the name at the end is replaced.
void PlaySetup::complete(const QString& topic)
{
    QStringList names = m_topics->text().split(QLatin1Char(','));
    names.removeLast();
    for (QString& name : names)
        name = name.trimmed();
    m_topics->setText((names << topic).join(QStringLiteral(", ")));
}

void PlaySetup::setTopics(const QStringList& topics) { m_names->setStringList(topics); }

PlayOptions PlaySetup::options() const
{
    PlayOptions options;
    options.groupId = m_group->text().trimmed().toStdString();
    for (const QString& name : m_topics->text().split(QLatin1Char(',')))
        if (const QString topic = name.trimmed(); !topic.isEmpty())
            options.topics.push_back(topic.toStdString());
    options.reset = m_reset->currentIndex() == 0 ? OffsetReset::Latest : OffsetReset::Earliest;
    options.members = m_members->value();
    options.maxTries = m_tries->value();
    options.backoff = std::chrono::milliseconds(qRound(m_backoff->value() * 1000));
    options.flapEvery = std::chrono::seconds(m_flap->value());
    if (m_rate->value() > 0)
        options.perSecond = m_rate->value();
    options.rules = m_rules->rules();
    return options;
}

} // namespace weir::ui
