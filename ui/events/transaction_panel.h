// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/partial.h"
#include "core/events/held_transaction.h"
#include "core/events/transaction_landing.h"
#include "ui/widgets/card.h"
#include "ui/widgets/page.h"

class QPushButton;
class QVBoxLayout;

namespace weir::ui {

class KeyFigure;
class NoticeBar;
class PillLabel;
class PlainLabel;

/// One transaction: its state, the countdown while it is open, what readers of committed records see, and what became of it.
/// GUI thread.
class TransactionPanel : public Card
{
    Q_OBJECT
public:
    explicit TransactionPanel(Navigator& navigator, QWidget* parent = nullptr);

    /// nullptr: none yet.
    void showTransaction(const TransactionView* view);
    /// What readers see of the transaction that is shown.
    void showReaders(const Partial<std::vector<CommittedReach>>& reach, const TransactionView& view);

Q_SIGNALS:
    void commitRequested();
    void abortRequested();
    void settleRequested();

private:
    QWidget* makeOpen();
    void showPlaces(const TransactionView& view);
    void clearReaders();
    void addReader(const QString& sentence, const TopicPartition& partition, std::int64_t offset);

    Navigator& m_navigator;
    QString m_id;
    TransactionPhase m_phase = TransactionPhase::Sending;
    PillLabel* m_state;
    PlainLabel* m_name;
    NoticeBar* m_outcome;
    PlainLabel* m_sentence;
    PlainLabel* m_advice;
    PlainLabel* m_none;
    QWidget* m_open = nullptr;
    KeyFigure* m_countdown = nullptr;
    QPushButton* m_commit = nullptr;
    QPushButton* m_abort = nullptr;
    PlainLabel* m_readersTitle;
    QVBoxLayout* m_readers;
};

} // namespace weir::ui
