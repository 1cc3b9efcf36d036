// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/noted_transaction.h"

#include "ui/events/transaction_words.h"

namespace weir::ui {
namespace {

constexpr std::chrono::seconds endTime{12}; ///< an abort is given up after five

} // namespace

Result<std::shared_ptr<NotedTransaction>> NotedTransaction::start(const Start& start, HeldTransaction::Start with,
                                                                  const std::filesystem::path& trail, AuditEntry entry)
{
    auto noted = NotedEntry::begin(trail, std::move(entry));
    if (!noted)
        return fail(std::move(noted.error()));
    auto begun = start(std::move(with));
    if (!begun) {
        (*noted)->complete("failed: " + begun.error().message);
        return fail(std::move(begun.error()));
    }
    std::shared_ptr<NotedTransaction> held(new NotedTransaction);
    held->m_transaction = std::move(*begun);
    held->m_entry = std::move(*noted);
    return held;
}

NotedTransaction::~NotedTransaction()
{
    if (!m_transaction)
        return;
    m_transaction->abort();
    (void)m_transaction->waitEnd(Call::within(endTime));
    const TransactionView view = m_transaction->view();
    m_transaction.reset();
    m_entry->complete(outcomeLine(view));
}

} // namespace weir::ui
