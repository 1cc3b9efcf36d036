// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deadletters/dead_letter_topic_table.h"

#include <QtWidgets/QWidget>

class QComboBox;
class QPushButton;

namespace weir::ui {

class DataTable;
class InboxFeed;
class NoticeBar;
class PlainLabel;
class StateView;

/// Which topics hold dead letters or retries, how that is known, and a person's word about it. GUI thread.
class TopicsTab : public QWidget
{
    Q_OBJECT
public:
    /// Topics whose names say nothing, at most so many, are looked into when a person asks for it.
    static constexpr std::size_t mostSampled = 500;

    explicit TopicsTab(InboxFeed& feed, QWidget* parent = nullptr);
    ~TopicsTab() override;

    void setFilter(const QString& text) { m_model.setFilter(text); }
    void select(const QString& topic);
    [[nodiscard]] int count() const { return m_model.totalRows(); }
    [[nodiscard]] bool isSettled() const;

Q_SIGNALS:
    void countChanged();

private:
    QWidget* makeContent();
    QLayout* makeHead(QWidget* parent);
    QLayout* makeFoot();
    void showTopics();
    void showState();
    void showSelected();
    void showFoot();
    void sayWord();
    void askForTopic();
    void openConventions();

    InboxFeed& m_feed;
    TableModel<DeadLetterTopicRow> m_model;
    QString m_wanted; ///< to be selected once it is there
    DataTable* m_table = nullptr;
    PlainLabel* m_name = nullptr;
    PlainLabel* m_sentence = nullptr;
    QComboBox* m_word = nullptr;
    QPushButton* m_records = nullptr;
    PlainLabel* m_note = nullptr;
    QPushButton* m_sample = nullptr;
    QPushButton* m_add = nullptr;
    QPushButton* m_headers = nullptr;
    StateView* m_view = nullptr;
};

} // namespace weir::ui
