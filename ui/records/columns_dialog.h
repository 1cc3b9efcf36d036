// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringList>
#include <QtWidgets/QDialog>

class QLineEdit;
class QListWidget;
class QListWidgetItem;
class QPushButton;

namespace weir::ui {

class PlainLabel;

/// Which columns the record table of a topic has and in which order: the offered ones by a tick, own ones from JSON paths
/// and headers. Apply remembers them for the topic. Shown with open(). GUI thread.
class ColumnsDialog : public QDialog
{
    Q_OBJECT
public:
    /// `suggestions`: paths and headers that occurred, in the notation of the filter language.
    ColumnsDialog(const QString& topic, const QStringList& suggestions, QWidget* parent = nullptr);

    /// The ticked columns in their order.
    [[nodiscard]] QStringList columns() const;

Q_SIGNALS:
    /// Applied and remembered.
    void chosen(const QStringList& columns);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* buildList();
    QWidget* buildAdd(const QStringList& suggestions);
    QWidget* buildButtons();
    void show(const QStringList& columns);
    QListWidgetItem* addItem(const QString& column, bool ticked);
    void addTyped();
    void move(int by);
    void removeCurrent();
    void check();
    void apply();

    QString m_topic;
    QListWidget* m_list = nullptr;
    QLineEdit* m_path = nullptr;
    QPushButton* m_add = nullptr;
    QPushButton* m_up = nullptr;
    QPushButton* m_down = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_apply = nullptr;
    PlainLabel* m_sentence = nullptr;
};

} // namespace weir::ui
