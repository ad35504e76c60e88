// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "checkoutdialog.h"

#include "cart.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

CheckoutDialog::CheckoutDialog(const Cart &cart, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Check out"));
    setAttribute(Qt::WA_DeleteOnClose);

    auto *layout = new QGridLayout(this);
    layout->setColumnMinimumWidth(1, 40);
    layout->setColumnStretch(0, 1);
    int row = 0;
    for (const CartLine &line : cart.lines()) {
        layout->addWidget(new QLabel(tr("%1 × %2").arg(line.quantity).arg(line.product.name)), row,
                          0);
        layout->addWidget(new QLabel(priceText(line.product.price * line.quantity)), row, 2,
                          Qt::AlignRight);
        ++row;
    }
    layout->addWidget(new QLabel(tr("<b>To pay</b>")), row, 0);
    layout->addWidget(new QLabel(u"<b>%1</b>"_s.arg(priceText(cart.total()))), row, 2,
                      Qt::AlignRight);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    QPushButton *order = buttons->addButton(tr("Place the order"), QDialogButtonBox::AcceptRole);
    order->setObjectName(u"placeOrder"_s);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons, row + 1, 0, 1, 3);
}
