// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/transaction_tab.h"

namespace weir::ui {

TransactionTab::TransactionTab(PageContext, std::shared_ptr<TransactionFeed>, QWidget* parent) : QWidget(parent) {}
void TransactionTab::add(const OutgoingRecord&) {}
int TransactionTab::count() const { return 0; }
void TransactionTab::showTransaction(const QString&) {}
void TransactionTab::setActive(bool) {}

} // namespace weir::ui
