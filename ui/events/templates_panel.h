// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/template_list_model.h"

#include <QtWidgets/QFrame>

class QListView;
class QPushButton;

namespace weir::ui {

class FilterEdit;
class NoticeBar;
class PlainLabel;

/// The list that "Templates" opens: those of the folder and those that come with Weir, a filter, and what else can be done.
/// Down goes from the filter into the list, Enter opens, Escape closes. GUI thread.
class TemplatesPanel : public QFrame
{
    Q_OBJECT
public:
    explicit TemplatesPanel(TemplateLibrary& library, QWidget* parent = nullptr);

    /// Below that widget, reading the folder again.
    void openBelow(const QWidget& anchor);
    void setSaveEnabled(bool enabled, const QString& why);

Q_SIGNALS:
    void chosen(const weir::ui::LibraryTemplate& one);
    void saveAsRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QWidget* makeFoot();
    void showLibrary();
    void choose(const QModelIndex& index);
    void chooseFolder();

    TemplateLibrary& m_library;
    TemplateListModel m_model;
    FilterEdit* m_filter = nullptr;
    QListView* m_list = nullptr;
    PlainLabel* m_none = nullptr;
    NoticeBar* m_notice = nullptr;
    PlainLabel* m_folder = nullptr;
    QPushButton* m_save = nullptr;
};

} // namespace weir::ui
