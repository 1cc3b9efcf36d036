// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/template_library.h"

#include <QtCore/QPointer>
#include <QtWidgets/QWidget>

#include <functional>

class QDialog;
class QPushButton;

namespace weir::ui {

class PlainLabel;
class TemplatesPanel;

/// The templates in the header of the Send page: opens one into the composer, says which one is open and whether it was
/// changed, saves it. Asks before typing would be lost and before a file that changed meanwhile is written over. GUI thread.
class TemplateBar : public QWidget
{
    Q_OBJECT
public:
    /// What is written now, and why it cannot be saved; and whether opening something else would lose typing.
    struct Composing {
        std::function<Result<EventTemplate>()> written;
        std::function<bool()> hasTyping;
    };
    TemplateBar(TemplateLibrary& library, Composing composing, QWidget* parent = nullptr);

    /// What is written changed.
    void update();
    /// Something else than a template was put into the composer.
    void forget();

Q_SIGNALS:
    void opened(const weir::EventTemplate& value);

public Q_SLOTS:
    /// Writes the open template's file; one that comes with Weir, or none, is saved as a new one.
    void save();
    void saveAs();

private:
    [[nodiscard]] bool isChanged() const;
    [[nodiscard]] EventTemplate namedAsOpen(EventTemplate written) const;
    void choose(const LibraryTemplate& one);
    void open(const LibraryTemplate& one);
    void askToOpen(const LibraryTemplate& one);
    void askAboutTheirs(const EventTemplate& mine, const std::optional<EventTemplate>& theirs);

    TemplateLibrary& m_library;
    Composing m_composing;
    std::optional<LibraryTemplate> m_open;
    QPointer<QDialog> m_question;
    PlainLabel* m_name;
    QPushButton* m_save;
    QPushButton* m_button;
    TemplatesPanel* m_panel;
};

} // namespace weir::ui
