// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_generator.h"

#include <QtWidgets/QWidget>

#include <memory>
#include <vector>

class QMenu;
class QPushButton;
class QVBoxLayout;

namespace weir::ui {

class PlainLabel;

/// Which templates a run takes, and how often each beside the others. GUI thread.
class RunMix : public QWidget
{
    Q_OBJECT
public:
    explicit RunMix(QWidget* parent = nullptr);
    ~RunMix() override;

    /// What can be added. Those that are in the list already stay as they are.
    void setKnown(const std::vector<EventTemplate>& templates);
    /// One row alone: what is written in the composer.
    void useComposer(const EventTemplate& value);
    void add(const EventTemplate& value, int weight = 1);

    [[nodiscard]] std::vector<WeightedTemplate> templates() const;
    /// "OrderCreated", "OrderCreated and 2 more"; for titles.
    [[nodiscard]] QString words() const;

Q_SIGNALS:
    void changed();

private:
    struct Row;
    void appendRow(const EventTemplate& value, int weight, bool composer);
    void remove(const Row* row);
    void showRows();
    void fillMenu();

    std::vector<EventTemplate> m_known;
    std::vector<std::unique_ptr<Row>> m_rows;
    QVBoxLayout* m_list;
    PlainLabel* m_none;
    QPushButton* m_add;
    QMenu* m_menu;
};

/// What people call a template: its name, its event type, or its topic.
[[nodiscard]] QString templateWords(const EventTemplate& value);

} // namespace weir::ui
