// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/producer.h"
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
    TransactionTab(PageContext context, std::shared_ptr<TransactionFeed> feed, QWidget* parent = nullptr);

    /// "Add to transaction" of the composer.
    void add(const OutgoingRecord& record);
    /// Records in the list, for the tab's name.
    [[nodiscard]] int count() const;
    void showTransaction(const QString& id);
    void setActive(bool active);

Q_SIGNALS:
    void countChanged(int count);
};

} // namespace weir::ui
