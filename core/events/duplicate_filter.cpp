// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/duplicate_filter.h"

namespace weir {

struct DuplicateFilter::Store {};
DuplicateFilter::DuplicateFilter(std::unique_ptr<Store> store) : m_store(std::move(store)) {}
DuplicateFilter::DuplicateFilter(DuplicateFilter&&) noexcept = default;
DuplicateFilter& DuplicateFilter::operator=(DuplicateFilter&&) noexcept = default;
DuplicateFilter::~DuplicateFilter() = default;
DuplicateFilter DuplicateFilter::inMemory(Options) { return DuplicateFilter(std::make_unique<Store>()); }
Result<DuplicateFilter> DuplicateFilter::inFile(const std::filesystem::path&, Options) { return DuplicateFilter(std::make_unique<Store>()); }
Result<bool> DuplicateFilter::seen(std::string_view) const { return false; }
Result<void> DuplicateFilter::remember(std::string_view) { return {}; }
std::size_t DuplicateFilter::size() const { return 0; }
Result<bool> DuplicateFilter::once(std::string_view, const std::function<Result<void>()>&) { return true; }

} // namespace weir
