// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/refusal.h"

namespace weir::cli {

int refused(Session& session, const Error& error)
{
    if (error.kind != ErrorKind::InvalidInput)
        return session.failed(error);
    Session::remark(error.message);
    return exitUsage;
}

} // namespace weir::cli
