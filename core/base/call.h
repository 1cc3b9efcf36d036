// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/deadline.h"

#include <stop_token>

namespace weir {

/// What every blocking call takes: until when it may take, and the token by which it is asked to stop.
/// A call that is asked to stop returns ErrorKind::Cancelled within about 100 ms.
struct Call {
    Deadline deadline = Deadline::after(std::chrono::seconds(15));
    std::stop_token stop;

    [[nodiscard]] static Call within(std::chrono::milliseconds time, std::stop_token token = {})
    {
        return {Deadline::after(time), std::move(token)};
    }
    [[nodiscard]] bool over() const { return stop.stop_requested() || deadline.expired(); }
};

} // namespace weir
