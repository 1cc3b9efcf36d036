// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/template_bar.h"

#include "ui/events/save_template_dialog.h"
#include "ui/events/templates_panel.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cancel_dialog.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QDialog>
#include <QtWidgets/QPushButton>

namespace weir::ui {

TemplateBar::TemplateBar(TemplateLibrary& library, Composing composing, QWidget* parent)
    : QWidget(parent),
      m_library(library),
      m_composing(std::move(composing)),
      m_name(new PlainLabel({}, PlainLabel::Look::Dim, this)),
      m_save(linkButton(tr("Save"), this)),
      m_button(plainButton(tr("Templates ▾"), this)),
      m_panel(new TemplatesPanel(library, this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_name->setElide(Qt::ElideMiddle);
    m_name->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_button->setAccessibleName(tr("Templates"));
    m_save->setToolTip(plainToolTip(tr("Writes the template's file (Ctrl+S)")));
    row->addWidget(m_name, 1);
    row->addWidget(m_save);
    row->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, [this] { m_panel->openBelow(*m_button); });
    connect(m_save, &QPushButton::clicked, this, &TemplateBar::save);
    connect(m_panel, &TemplatesPanel::chosen, this, &TemplateBar::choose);
    connect(m_panel, &TemplatesPanel::saveAsRequested, this, &TemplateBar::saveAs);
    connect(&m_library, &TemplateLibrary::changedMeanwhile, this, &TemplateBar::askAboutTheirs);
    connect(&m_library, &TemplateLibrary::saved, this, [this](const EventTemplate& value) {
        m_open = LibraryTemplate{value, false};
        update();
    });
    connect(&m_library, &TemplateLibrary::saveFailed, this, [this](const EventTemplate&, const weir::Error& error) {
        m_name->setText(sentenceOf(error));
        m_name->setTone(Tone::Bad);
    });
    update();
}

EventTemplate TemplateBar::namedAsOpen(EventTemplate written) const
{
    if (m_open) {
        written.name = m_open->value.name;
        written.folder = m_open->value.folder;
        written.about = m_open->value.about;
    }
    return written;
}

bool TemplateBar::isChanged() const
{
    const auto written = m_composing.written();
    return !m_open || !written || namedAsOpen(*written) != m_open->value;
}

void TemplateBar::update()
{
    const auto written = m_composing.written();
    m_panel->setSaveEnabled(written.has_value(), written ? QString() : sentenceOf(written.error()));
    m_name->setTone(Tone::Neutral);
    m_save->setVisible(m_open && isChanged());
    m_save->setEnabled(written.has_value());
    if (!m_open)
        return m_name->setText({});
    const EventTemplate& value = m_open->value;
    const QString path = displayText(std::string_view(value.folder.empty() ? value.name : value.folder + '/' + value.name), 200);
    m_name->setText(isChanged() ? tr("template %1, changed").arg(path) : tr("template %1").arg(path));
}

void TemplateBar::forget()
{
    m_open.reset();
    update();
}

void TemplateBar::choose(const LibraryTemplate& one)
{
    if (!m_composing.hasTyping())
        return open(one);
    askToOpen(one);
}

void TemplateBar::open(const LibraryTemplate& one)
{
    m_open = one;
    Q_EMIT opened(one.value);
    update();
}

void TemplateBar::askToOpen(const LibraryTemplate& one)
{
    auto* dialog = new CancelDialog(tr("Open another template?"),
                                    tr("What you have written is not saved as a template and would be replaced by %1.")
                                        .arg(displayText(std::string_view(one.value.name), 120)),
                                    tr("Replace it"), this);
    connect(dialog, &QDialog::accepted, this, [this, one] { open(one); });
    dialog->open();
}

void TemplateBar::save()
{
    const auto written = m_composing.written();
    if (!written)
        return;
    if (!m_open || m_open->shipped)
        return saveAs();
    m_library.save(namedAsOpen(*written), TemplateLibrary::Expect::Unchanged, m_open->value);
}

void TemplateBar::saveAs()
{
    const auto written = m_composing.written();
    if (!written || m_question)
        return;
    m_question = new SaveTemplateDialog(m_library, namedAsOpen(*written), this);
    m_question->open();
}

void TemplateBar::askAboutTheirs(const EventTemplate& mine, const std::optional<EventTemplate>& theirs)
{
    if (m_question)
        return;
    auto* dialog = new QDialog(this);
    m_question = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("The template changed on disk"));
    auto* layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(14);
    layout->addWidget(new PlainLabel(dialog->windowTitle(), PlainLabel::Look::Title, dialog));
    const QString name = displayText(std::string_view(mine.name), 120);
    auto* text = new PlainLabel(theirs ? tr("Somebody changed %1 since it was opened here. Nothing was saved yet.").arg(name)
                                       : tr("%1 was removed since it was opened here, or it is no template any more. Nothing was saved yet.").arg(name),
                                PlainLabel::Look::Text, dialog);
    text->setWordWrap(true);
    text->setMinimumWidth(420);
    layout->addWidget(text);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addStretch(1);
    auto* cancel = plainButton(tr("Cancel"), dialog);
    row->addWidget(cancel);
    connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
    if (theirs) {
        auto* take = plainButton(tr("Open theirs"), dialog);
        row->addWidget(take);
        connect(take, &QPushButton::clicked, this, [this, dialog, theirs] {
            dialog->accept();
            open({*theirs, false});
        });
    }
    auto* overwrite = dangerButton(tr("Overwrite it"), dialog);
    row->addWidget(overwrite);
    layout->addLayout(row);
    connect(overwrite, &QPushButton::clicked, this, [this, dialog, mine] {
        dialog->accept();
        m_library.save(mine, TemplateLibrary::Expect::Anything);
    });
    cancel->setDefault(true);
    cancel->setFocus();
    dialog->open();
}

} // namespace weir::ui
