// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/template_library.h"

#include <QtWidgets/QDialog>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace weir::ui {

class NoticeBar;

/// Saves what is written as a template of the chosen folder: its name, its group, what it is about. Stays open until it is
/// saved; never replaces a file unasked. Deletes itself. Show it with open(). GUI thread.
class SaveTemplateDialog : public QDialog
{
    Q_OBJECT
public:
    SaveTemplateDialog(TemplateLibrary& library, const EventTemplate& value, QWidget* parent = nullptr);

private:
    void makeFields();
    void makeButtons();
    void save(TemplateLibrary::Expect expect);
    void savingFailed(const weir::Error& error);
    [[nodiscard]] EventTemplate named() const;

    TemplateLibrary& m_library;
    EventTemplate m_value;
    bool m_saving = false;
    QLineEdit* m_name = nullptr;
    QComboBox* m_folder = nullptr;
    QLineEdit* m_about = nullptr;
    NoticeBar* m_notice = nullptr;
    QPushButton* m_save = nullptr;
};

} // namespace weir::ui
