// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/demo_roles.h"

#include "core/demo/demo_domain.h"

namespace weir {

std::vector<std::string> topicsOf(DemoRole role)
{
    using namespace demo_topic;
    switch (role) {
    case DemoRole::Mailer: return {orderCreated, orderShipped, paymentFailed};
    case DemoRole::SearchIndex: return {orderCreated, userCreated, userUpdated};
    case DemoRole::Billing: return {orderPaid, paymentAuthorised};
    case DemoRole::WarehouseSink: return {orderShipped, userCreated};
    }
    return {};
}

std::string groupOf(DemoRole role, const std::string& prefix)
{
    switch (role) {
    case DemoRole::Mailer: return prefix + "mailer";
    case DemoRole::SearchIndex: return prefix + "search-index";
    case DemoRole::Billing: return prefix + "billing";
    case DemoRole::WarehouseSink: return "connect-warehouse-sink";
    }
    return prefix;
}

} // namespace weir
