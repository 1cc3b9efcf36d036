// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/transaction_landing.h"
#include "ui/widgets/page.h"

#include <memory>

namespace weir::ui {

class TransactionFeed;

/// The "Transaction" tab of the Send page: a list of records to several topics, sent as one; commit, abort or leave open
/// with a countdown; what became of it. GUI thread.
class TransactionTab : public QWidget
{
    Q_OBJECT
public:
    /// `feed` may be null (tests of the page): then nothing can be sent.
    TransactionTab(PageContext context, std::shared_ptr<TransactionFeed> feed, QWidget* parent = nullptr);
    ~TransactionTab() override;

    /// "Add to transaction" of the composer.
    void add(const OutgoingRecord& record);
    /// Records in the list, for the tab's name.
    [[nodiscard]] int count() const;
    void showTransaction(const QString& id);
    void setActive(bool active);

Q_SIGNALS:
    void countChanged(int count);

private:
    struct Parts;
    QWidget* makeOptions();
    QWidget* makeEarlier();
    [[nodiscard]] QString whyNot() const;
    void askToStart();
    void start();
    void showFeed();
    void showChoice();
    void lookAtReaders();
    void takeReaders(const Partial<std::vector<CommittedReach>>& reach, const QString& id);
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::ui
