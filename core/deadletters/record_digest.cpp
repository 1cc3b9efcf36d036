// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/record_digest.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

namespace weir {
namespace {

/// Every piece goes in with its length, so that no two sequences of pieces hash alike.
class Digest
{
public:
    Digest() { EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr); }

    void add(std::string_view piece)
    {
        addNumber(static_cast<std::int64_t>(piece.size()));
        EVP_DigestUpdate(m_context.get(), piece.data(), piece.size());
    }
    void add(const OptionalBytes& piece)
    {
        if (piece)
            add(std::string_view(*piece));
        else
            addNumber(-1);
    }
    void addNumber(std::int64_t number)
    {
        std::array<unsigned char, 8> bytes{};
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(number) >> (56 - 8 * i));
        EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size());
    }
    [[nodiscard]] std::string hex()
    {
        std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
        unsigned int size = 0;
        EVP_DigestFinal_ex(m_context.get(), bytes.data(), &size);
        return toHex({reinterpret_cast<const char*>(bytes.data()), size});
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> m_context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

} // namespace

std::string recordDigest(const Record& record)
{
    Digest digest;
    digest.add(record.key);
    digest.add(record.value);
    for (const Header& header : record.headers) {
        digest.add(std::string_view(header.name));
        digest.add(header.value);
    }
    return digest.hex();
}

std::string replayId(std::string_view clusterId, const TopicPartition& source, std::int64_t offset)
{
    Digest digest;
    digest.add(clusterId);
    digest.add(std::string_view(source.topic));
    digest.addNumber(source.partition);
    digest.addNumber(offset);
    return digest.hex().substr(0, 32);
}

} // namespace weir
