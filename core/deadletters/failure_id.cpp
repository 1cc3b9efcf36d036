// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/inbox.h"

#include <openssl/evp.h>

namespace weir {

std::string failureId(const FailureKey& key)
{
    // Each piece goes in with its length, so that no two keys give the same text.
    std::string text;
    for (const std::string* piece : {&key.origin, &key.exceptionClass, &key.pattern, &key.stage})
        text += std::to_string(piece->size()) + ":" + *piece;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
    constexpr std::size_t bytes = 8;
    return toHex({reinterpret_cast<const char*>(digest.data()), bytes});
}

} // namespace weir
